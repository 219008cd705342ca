/** Strings of the page Gradients. */
import { table } from './languages.ts';

export const gradientsText = table(
  {
    intro:
      'How much of the error of one symbol arrives k steps earlier: the length of ∂L/∂h at each lag, followed back through this run and through cells that have learned nothing yet.',
    taskIntro:
      'How much of a loss arrives at the states before it: the length of ∂L/∂h at each lag, in every layer of this run.',
    of: 'What is followed',
    ofRecord: 'the first validation record',
    ofRecords: (n: number) => `the first ${n}`,
    ofInput: 'the input below',
    ownAnswer:
      'A record given as JSON may have its answer; without it the loss is that of the network’s own answer.',
    needsAnswer: 'Give the record as JSON, with its label.',
    cells: 'Fresh cells beside it',
    cellsHelp: 'Of the same sizes as the run, with their first random weights, on the same text.',
    lags: 'Steps back',
    gain: 'Recurrent weights of fresh cells, times',
    gainHelp: 'Above 1 a plain rnn may explode instead of vanish.',
    layer: 'Layer',
    state: 'State',
    scale: 'Scale',
    absolute: 'as it is',
    relative: 'share of the first lag',
    run: 'This run',
    fresh: (cell: string) => `Fresh ${cell}`,
    step: (t: number) => `step ${t}`,
    fromLag: (name: string, lag: number) => `${name}, from lag ${lag} on`,
    carried: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient is carried. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    fades: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient fades. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    vanishes: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient vanishes. At lag ${lag} there is ${share} of it left, a factor of ${factor} a step.`,
    explodes: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient explodes. At lag ${lag} it is ${share} times what it was, a factor of ${factor} a step.`,
    uneven: (name: string, lag: number, share: string, factor: string) =>
      `${name}: the gradient does not change evenly. At lag ${lag} there is ${share} of it left, though the factor of all lags together is ${factor} a step.`,
    farthest: (name: string, lags: number) =>
      `${name} reaches farthest: its gradient stays above 1 % for ${lags} steps.`,
    alike: (lags: number) => `All of them stay above 1 % for the ${lags} steps that are shown.`,
    curve: 'By lag',
    curveLabel: 'Median length of the gradient by lag, on a logarithmic scale',
    lagAxis: 'lag k, steps back',
    normAxis: (state: string) => `‖∂L/∂${state}‖, median`,
    shareAxis: 'share of the first lag',
    heat: 'Each step by itself',
    heatHelp:
      'A row is a step t of the text, a column a lag k. Rows that stay coloured far to the right are errors that reach far back.',
    taskCurveHelp:
      'At far lags the median is over the few losses that have so many steps before them.',
    taskHeatHelp:
      'A row is a loss, a column a lag k; 3: t = 20 is step 20 of the third record or window. Rows that stay coloured far to the right are errors that reach far back; left of their first lag rows of an encoder are empty.',
    heatLabel: (name: string) => `${name}: gradient by step and lag`,
    heatKeys: 'Arrow keys move from field to field.',
    heatValue: (row: string, k: number, value: string) => `${row}, lag ${k}: ${value}`,
    legend: 'from faint to strong, logarithmic',
    figures: 'In figures',
    network: 'network',
    inLayer: 'layer',
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
    clippedTogether: (clipped: string) => `Records or windows that it would have cut: ${clipped}.`,
    text: 'Text',
    editText: 'Another text',
    useText: 'Follow it on this text',
    counting: 'Following gradients back …',
  },
  {
    intro:
      '한 기호의 오차가 k단계 앞에 얼마나 도달하는지 보여 줍니다. 지연마다 ∂L/∂h의 길이를 이 학습과 아직 아무것도 배우지 않은 셀에서 따라갑니다.',
    taskIntro:
      '손실이 그 앞의 상태에 얼마나 도달하는지 보여 줍니다. 이 학습의 층마다, 지연마다 ∂L/∂h의 길이를 따라갑니다.',
    of: '따라갈 것',
    ofRecord: '첫 검증 기록',
    ofRecords: (n) => `처음 ${n}개`,
    ofInput: '아래의 입력',
    ownAnswer:
      'JSON으로 준 기록에는 정답을 함께 넣을 수 있습니다. 정답이 없으면 신경망 자신의 답에 대한 손실을 따라갑니다.',
    needsAnswer: '기록을 정답(label)과 함께 JSON으로 주세요.',
    cells: '나란히 볼 새 셀',
    cellsHelp: '이 학습과 같은 크기이고 처음의 무작위 가중치이며 같은 글을 읽습니다.',
    lags: '거슬러 갈 단계',
    gain: '새 셀의 순환 가중치에 곱할 값',
    gainHelp: '1보다 크면 단순 rnn의 기울기가 사라지는 대신 폭발할 수 있습니다.',
    layer: '층',
    state: '상태',
    scale: '눈금',
    absolute: '그대로',
    relative: '첫 지연에 대한 비율',
    run: '이 학습',
    fresh: (cell) => `새 ${cell}`,
    step: (t) => `단계 ${t}`,
    fromLag: (name, lag) => `${name}, 지연 ${lag}부터`,
    carried: (name, lag, share, factor) =>
      `${name}: 기울기가 전달됩니다. 지연 ${lag}에서 ${share}가 남고 한 단계마다 ${factor}배입니다.`,
    fades: (name, lag, share, factor) =>
      `${name}: 기울기가 서서히 줄어듭니다. 지연 ${lag}에서 ${share}가 남고 한 단계마다 ${factor}배입니다.`,
    vanishes: (name, lag, share, factor) =>
      `${name}: 기울기가 사라집니다. 지연 ${lag}에서 ${share}만 남고 한 단계마다 ${factor}배입니다.`,
    explodes: (name, lag, share, factor) =>
      `${name}: 기울기가 폭발합니다. 지연 ${lag}에서 처음의 ${share}배이고 한 단계마다 ${factor}배입니다.`,
    uneven: (name, lag, share, factor) =>
      `${name}: 기울기가 고르게 변하지 않습니다. 모든 지연을 함께 보면 한 단계마다 ${factor}배이지만 지연 ${lag}에서 ${share}가 남습니다.`,
    farthest: (name, lags) =>
      `${name}이(가) 가장 멀리 닿습니다. 기울기가 ${lags}단계 동안 1 % 이상입니다.`,
    alike: (lags) => `보이는 ${lags}단계 동안 모두 1 % 이상입니다.`,
    curve: '지연에 따라',
    curveLabel: '지연에 따른 기울기 길이의 중앙값, 로그 눈금',
    lagAxis: '지연 k, 거슬러 간 단계',
    normAxis: (state) => `‖∂L/∂${state}‖, 중앙값`,
    shareAxis: '첫 지연에 대한 비율',
    heat: '단계 하나하나',
    heatHelp:
      '행은 글의 단계 t, 열은 지연 k입니다. 오른쪽 멀리까지 색이 남은 행은 멀리까지 닿는 오차입니다.',
    taskCurveHelp: '먼 지연의 중앙값은 그만큼 앞에 단계가 있는 몇 안 되는 손실에서 나옵니다.',
    taskHeatHelp:
      '행은 손실 하나, 열은 지연 k입니다. 3: t = 20은 셋째 기록(또는 창)의 단계 20입니다. 오른쪽 멀리까지 색이 남은 행은 멀리까지 닿는 오차입니다. 인코더의 행은 첫 지연 왼쪽이 비어 있습니다.',
    heatLabel: (name) => `${name}: 단계와 지연에 따른 기울기`,
    heatKeys: '화살표 키로 칸을 옮깁니다.',
    heatValue: (row, k, value) => `${row}, 지연 ${k}: ${value}`,
    legend: '약함에서 강함으로, 로그 눈금',
    figures: '숫자로',
    network: '신경망',
    inLayer: '층',
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
    clippedTogether: (clipped) => `잘렸을 기록 또는 창: ${clipped}.`,
    text: '글',
    editText: '다른 글',
    useText: '이 글에서 따라가기',
    counting: '기울기를 따라가는 중 …',
  },
);
