/** Strings of the page Gradients. */
import { table } from './languages.ts';

export const gradientsText = table(
  {
    intro:
      'How much of the error of one symbol arrives k steps earlier: the length of ∂L/∂h at each lag, followed back through this run and through cells that have learned nothing yet.',
    cells: 'Fresh cells beside it',
    cellsHelp: 'Of the same sizes as the run, with their first random weights, on the same text.',
    lags: 'Steps back',
    gain: 'Recurrent weights of fresh cells, times',
    gainHelp: 'Above 1 a plain rnn may explode instead of vanish.',
    layer: 'Layer',
    state: 'State',
    scale: 'Scale',
    absolute: 'as it is',
    relative: 'share of lag 0',
    run: 'This run',
    fresh: (cell: string) => `Fresh ${cell}`,
    carried: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient is carried. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    fades: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient fades. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    vanishes: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient vanishes. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    explodes: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient explodes. At lag ${lag} it is ${share} times what it was, a factor of ${factor} a step.`,
    farthest: (name: string, lags: number) =>
      `${name} reaches farthest: its gradient stays above 1 % for ${lags} steps.`,
    alike: (lags: number) => `All of them stay above 1 % for the ${lags} steps that are shown.`,
    curve: 'By lag',
    curveLabel: 'Median length of the gradient by lag, on a logarithmic scale',
    lagAxis: 'lag k, steps back',
    normAxis: (state: string) => `‖∂L/∂${state}‖, median`,
    shareAxis: 'share of lag 0',
    heat: 'Each step by itself',
    heatHelp:
      'A row is a step t of the text, a column a lag k. Rows that stay coloured far to the right are errors that reach far back.',
    heatLabel: (name: string) => `${name}: gradient by step and lag`,
    heatKeys: 'Arrow keys move from field to field.',
    heatValue: (t: number, k: number, value: string) => `step ${t}, lag ${k}: ${value}`,
    legend: 'from faint to strong, logarithmic',
    figures: 'In figures',
    network: 'network',
    reach: 'stays above 1 % for',
    steps: (n: number) => `${n} steps`,
    atLeast: (n: number) => `at least ${n} steps`,
    factor: 'factor a step',
    radius: 'ρ of the recurrent weights',
    clipped: 'clipped windows',
    clippedOf: (some: number, all: number, longest: string) =>
      `${some} of ${all} (longest ${longest})`,
    radiusHelp:
      'ρ is the spectral radius: what a product with the recurrent weights alone does to a vector in the long run. For the plain rnn it decides, below 1 gradients must vanish; in gated cells gates stand between, and it decides little.',
    clippingHelp: (clip: string) =>
      `Training cuts the gradient of all weights to a length of ${clip}: this saves a step from exploding and brings nothing back that has vanished.`,
    text: 'Text',
    editText: 'Another text',
    useText: 'Follow it on this text',
    counting: 'Following gradients back …',
  },
  {
    intro:
      '한 기호의 오차가 k단계 앞에 얼마나 도달하는지 보여 줍니다. 지연마다 ∂L/∂h의 길이를 이 학습과 아직 아무것도 배우지 않은 셀에서 따라갑니다.',
    cells: '나란히 볼 새 셀',
    cellsHelp: '이 학습과 같은 크기이고 처음의 무작위 가중치이며 같은 글을 읽습니다.',
    lags: '거슬러 갈 단계',
    gain: '새 셀의 순환 가중치에 곱할 값',
    gainHelp: '1보다 크면 단순 rnn의 기울기가 사라지는 대신 폭발할 수 있습니다.',
    layer: '층',
    state: '상태',
    scale: '눈금',
    absolute: '그대로',
    relative: '지연 0에 대한 비율',
    run: '이 학습',
    fresh: (cell) => `새 ${cell}`,
    carried: (name, lag, share, factor) =>
      `${name}: 기울기가 전달됩니다. 지연 ${lag}에서 ${share}가 남고 한 단계마다 ${factor}배입니다.`,
    fades: (name, lag, share, factor) =>
      `${name}: 기울기가 서서히 줄어듭니다. 지연 ${lag}에서 ${share}가 남고 한 단계마다 ${factor}배입니다.`,
    vanishes: (name, lag, share, factor) =>
      `${name}: 기울기가 사라집니다. 지연 ${lag}에서 ${share}만 남고 한 단계마다 ${factor}배입니다.`,
    explodes: (name, lag, share, factor) =>
      `${name}: 기울기가 폭발합니다. 지연 ${lag}에서 처음의 ${share}배이고 한 단계마다 ${factor}배입니다.`,
    farthest: (name, lags) =>
      `${name}이(가) 가장 멀리 닿습니다. 기울기가 ${lags}단계 동안 1 % 이상입니다.`,
    alike: (lags) => `보이는 ${lags}단계 동안 모두 1 % 이상입니다.`,
    curve: '지연에 따라',
    curveLabel: '지연에 따른 기울기 길이의 중앙값, 로그 눈금',
    lagAxis: '지연 k, 거슬러 간 단계',
    normAxis: (state) => `‖∂L/∂${state}‖, 중앙값`,
    shareAxis: '지연 0에 대한 비율',
    heat: '단계 하나하나',
    heatHelp:
      '행은 글의 단계 t, 열은 지연 k입니다. 오른쪽 멀리까지 색이 남은 행은 멀리까지 닿는 오차입니다.',
    heatLabel: (name) => `${name}: 단계와 지연에 따른 기울기`,
    heatKeys: '화살표 키로 칸을 옮깁니다.',
    heatValue: (t, k, value) => `단계 ${t}, 지연 ${k}: ${value}`,
    legend: '약함에서 강함으로, 로그 눈금',
    figures: '숫자로',
    network: '신경망',
    reach: '1 % 이상인 구간',
    steps: (n) => `${n}단계`,
    atLeast: (n) => `${n}단계 이상`,
    factor: '단계마다 배율',
    radius: '순환 가중치의 ρ',
    clipped: '잘린 창',
    clippedOf: (some, all, longest) => `${all}개 중 ${some}개 (최대 ${longest})`,
    radiusHelp:
      'ρ는 스펙트럼 반지름으로, 순환 가중치만 거듭 곱할 때 벡터가 결국 어떻게 되는지를 말합니다. 단순 rnn에서는 1보다 작으면 기울기가 사라집니다. 게이트가 있는 셀에서는 게이트가 사이에 있어 이것만으로 정해지지 않습니다.',
    clippingHelp: (clip) =>
      `학습은 모든 가중치의 기울기를 길이 ${clip}로 자릅니다. 폭발은 막지만 이미 사라진 것을 되살리지는 못합니다.`,
    text: '글',
    editText: '다른 글',
    useText: '이 글에서 따라가기',
    counting: '기울기를 따라가는 중 …',
  },
);
