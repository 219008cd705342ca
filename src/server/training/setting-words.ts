/** What each setting does, in a sentence, for people who do not know the command line. */
import type { Localised } from '../../protocol/training.ts';

const words = (en: string, ko: string): Localised => ({ en, ko });

export const settingWords: Readonly<Record<string, Localised>> = {
  // Data
  level: words(
    'What a symbol is: a byte, a character, a word, or a subword learned from the text.',
    '한 기호가 무엇인지 정합니다: 바이트, 글자, 낱말, 또는 글에서 배운 부분 낱말.',
  ),
  lines: words('Each line is a sequence of its own.', '줄마다 독립된 열로 다룹니다.'),
  documents: words(
    'Each part between blank lines is a sequence of its own.',
    '빈 줄로 나뉜 부분마다 독립된 열로 다룹니다.',
  ),
  minCount: words(
    'Symbols that are seen less often count as unknown.',
    '이보다 드문 기호는 모르는 기호로 칩니다.',
  ),
  vocabSize: words(
    'Keep only so many of the most frequent symbols; 0 keeps all.',
    '가장 잦은 기호를 이만큼만 남깁니다. 0이면 모두 남깁니다.',
  ),
  lowercase: words('Make the whole text lower-case.', '글을 모두 소문자로 바꿉니다.'),
  punctuation: words(
    'Of words: punctuation marks are symbols too.',
    '낱말 단위에서 문장 부호도 기호로 칩니다.',
  ),
  split: words(
    'How words are cut: by the rules of Unicode, or at spaces.',
    '낱말을 나누는 법: 유니코드 규칙 또는 빈칸.',
  ),
  val: words(
    'The part of the data that is kept back to see how well the network does on what it has not learned.',
    '배우지 않은 것에서 얼마나 잘하는지 보려고 따로 두는 데이터의 몫.',
  ),
  input: words(
    'What is read: texts, sequences of number vectors, or the rows of a table.',
    '읽을 것: 글, 수 벡터의 열, 또는 표의 행.',
  ),
  layout: words(
    'How the file is laid out; usually its name says it.',
    '파일의 짜임새. 보통 이름으로 알 수 있습니다.',
  ),
  textColumn: words('The column or field that holds the text.', '글이 든 열 또는 필드.'),
  labelColumn: words('The column or field that holds the answer.', '답이 든 열 또는 필드.'),
  tokenColumn: words('The column or field that holds the words.', '낱말이 든 열 또는 필드.'),
  tagColumn: words('The column or field that holds the tags.', '꼬리표가 든 열 또는 필드.'),
  comments: words('Lines that begin with # are comments.', '#으로 시작하는 줄은 주석입니다.'),
  scheme: words(
    'Whether tags follow BIO, in which every span begins with B.',
    '꼬리표가 BIO 방식(구간마다 B로 시작)을 따르는지 정합니다.',
  ),
  idColumn: words(
    'The column that says which sequence or series a row belongs to.',
    '행이 어느 열 또는 계열에 속하는지 말하는 열.',
  ),
  features: words(
    'The columns of numbers that are read, with commas between.',
    '읽을 수의 열들, 쉼표로 나눕니다.',
  ),
  categories: words(
    'Columns that look like numbers but are categories.',
    '수처럼 보이지만 범주인 열들.',
  ),
  fill: words('What stands in the place of a missing number.', '빠진 수 대신 넣을 것.'),
  frames: words('The field that holds the vectors.', '벡터가 든 필드.'),
  mels: words(
    'Of sound: how many mel filters, the width of a frame.',
    '소리: 멜 필터의 수, 곧 한 틀의 너비.',
  ),
  frameMs: words('Of sound: the length of a frame in milliseconds.', '소리: 한 틀의 길이(밀리초).'),
  hopMs: words(
    'Of sound: milliseconds from one frame to the next.',
    '소리: 다음 틀까지의 간격(밀리초).',
  ),
  lowHz: words(
    'Of sound: where the lowest filter begins, in hertz.',
    '소리: 가장 낮은 필터가 시작하는 곳(헤르츠).',
  ),
  highHz: words(
    'Of sound: where the highest filter ends, in hertz.',
    '소리: 가장 높은 필터가 끝나는 곳(헤르츠).',
  ),
  delimiter: words('The sign between the fields of a table.', '표의 칸 사이에 놓인 기호.'),
  condition: words(
    'What captions come from: a vector, a label, or nothing.',
    '설명글의 바탕: 벡터, 이름표, 또는 없음.',
  ),
  captionColumn: words('The column or field that holds the caption.', '설명글이 든 열 또는 필드.'),
  vector: words('The field that holds the vector.', '벡터가 든 필드.'),
  standardise: words(
    'Bring the numbers of vectors to a common scale.',
    '벡터의 수를 같은 눈금으로 맞춥니다.',
  ),
  firstSymbols: words(
    'So many first symbols are given, and only what follows is learned.',
    '앞의 기호 몇 개는 주어지고, 그 뒤만 배웁니다.',
  ),
  sourceLevel: words('What a symbol of the source is.', '원문의 한 기호가 무엇인지 정합니다.'),
  targetLevel: words(
    'What a symbol of the translation is.',
    '번역문의 한 기호가 무엇인지 정합니다.',
  ),
  timeColumn: words('The column of the times.', '시각이 든 열.'),
  targets: words('The columns to forecast, with commas between.', '예측할 열들, 쉼표로 나눕니다.'),
  window: words(
    'How many past steps a forecast is made from.',
    '예측의 바탕이 되는 지난 단계의 수.',
  ),
  horizon: words('How many steps ahead are forecast.', '몇 단계 앞까지 예측할지 정합니다.'),
  stride: words('Steps between the windows that are learned from.', '배우는 창 사이의 단계 수.'),
  relative: words(
    'Read and forecast differences, for levels that wander.',
    '값 대신 차이를 읽고 예측합니다. 수준이 떠도는 계열에 좋습니다.',
  ),
  season: words(
    'Steps of a season, such as 24 for hours of a day.',
    '한 철의 단계 수. 하루의 시간이면 24.',
  ),
  arOrder: words(
    'How many steps the linear forecast that stands beside reads; 0 leaves it out.',
    '곁에 두는 선형 예측이 읽는 단계 수. 0이면 뺍니다.',
  ),
  rowsAsSteps: words(
    'A row is a step, however far apart the times are.',
    '시각의 간격과 상관없이 한 행을 한 단계로 칩니다.',
  ),
  mode: words(
    'All steps at once, or each from the one before.',
    '모든 단계를 한 번에, 또는 앞 단계에서 하나씩.',
  ),
  likelihood: words(
    'How uncertainty is learned; mse gives no quantiles.',
    '불확실함을 배우는 법. mse는 분위수가 없습니다.',
  ),
  // Network
  cell: words(
    'The kind of recurrent cell; LSTM and GRU remember longest.',
    '순환 셀의 종류. LSTM과 GRU가 가장 오래 기억합니다.',
  ),
  layers: words('How many recurrent layers lie on top of each other.', '쌓아 올린 순환 층의 수.'),
  hidden: words(
    'How many units each layer has: more learn more, and take longer.',
    '층마다의 단위 수. 많을수록 더 배우고 더 오래 걸립니다.',
  ),
  embed: words(
    'How many numbers a symbol is turned into, or onehot.',
    '기호 하나를 나타내는 수의 개수, 또는 onehot.',
  ),
  tie: words(
    'The output uses the same table of symbols as the input.',
    '출력이 입력과 같은 기호 표를 씁니다.',
  ),
  dropout: words(
    'The share of units that training leaves out at random, against learning by heart.',
    '학습 중 무작위로 빼는 단위의 몫. 외우기만 하는 것을 막습니다.',
  ),
  embedDropout: words('The same at the embedding alone.', '임베딩에서만 쓰는 같은 몫.'),
  wordDrop: words(
    'The share of symbols that a sequence does not see in a training step, wherever they stand.',
    '학습 단계마다 한 열에서 어디에 있든 보지 않는 기호의 몫.',
  ),
  weightDrop: words(
    'The share of recurrent weights that a training step leaves out.',
    '학습 단계마다 빼는 순환 가중치의 몫.',
  ),
  variational: words(
    'A sequence leaves out the same units at every step.',
    '한 열에서는 단계마다 같은 단위를 뺍니다.',
  ),
  residual: words(
    'Each layer after the first adds its input to its output.',
    '둘째 층부터는 입력을 출력에 더합니다.',
  ),
  outputLayers: words(
    'Sizes of further layers before the output, such as 256,128.',
    '출력 앞에 더 놓는 층들의 크기. 예: 256,128.',
  ),
  nonlinearity: words('Of the rnn cell: tanh or relu.', 'rnn 셀: tanh 또는 relu.'),
  peepholeOutput: words(
    'Of lstm-peephole: which cell state the output gate sees.',
    'lstm-peephole: 출력 문이 보는 셀 상태.',
  ),
  init: words('How the first weights are drawn.', '처음 가중치를 뽑는 법.'),
  bidirectional: words('Read each sequence from both ends.', '열을 양쪽 끝에서 읽습니다.'),
  merge: words('The two directions side by side, or added.', '두 방향을 나란히 두거나 더합니다.'),
  project: words(
    'Of vectors: size of a learned layer before the recurrent ones; 0 for none.',
    '벡터: 순환 층 앞의 배우는 층의 크기. 0이면 없음.',
  ),
  highway: words(
    'How many of the last values also go straight to the forecast, by a linear map; 0 for none.',
    '예측에 선형으로 바로 더하는 마지막 값의 수. 0이면 없음.',
  ),
  stackFrames: words(
    'How many frames are read side by side at each step.',
    '단계마다 나란히 읽는 틀의 수.',
  ),
  charEmbed: words(
    'Read the letters of each word too, each as so many numbers.',
    '낱말의 글자도 읽습니다. 글자마다의 수의 개수.',
  ),
  charHidden: words('Units of the layer that reads the letters.', '글자를 읽는 층의 단위 수.'),
  crf: words(
    'Judge the tags of a sequence together, not one by one.',
    '꼬리표를 하나씩이 아니라 함께 판단합니다.',
  ),
  wide: words(
    'Beside the network a linear model of n-grams or of windows of words, learned together with it.',
    '신경망 옆에서 함께 배우는 n-그램 또는 주변 낱말의 선형 모형.',
  ),
  wideBits: words(
    'Its features are numbered below 2 to this power.',
    '그 특징의 번호는 2의 이 거듭제곱보다 작습니다.',
  ),
  wideDrop: words(
    'The share of its features that training leaves out at random.',
    '학습 중 무작위로 빼는 특징의 몫.',
  ),
  pooling: words(
    'What of a sequence is classified: its last state, or a mean over it.',
    '열의 무엇을 분류할지: 마지막 상태, 또는 전체의 평균 등.',
  ),
  conditionLayers: words(
    'Sizes of layers between a vector and the first state.',
    '벡터와 첫 상태 사이 층들의 크기.',
  ),
  feedback: words(
    'What each step reads: the symbol before it, or zeros.',
    '단계마다 읽는 것: 앞 기호 또는 0.',
  ),
  attention: words('How the decoder looks back at the source.', '해독기가 원문을 돌아보는 법.'),
  samplingRatio: words(
    "How often training reads the network's own symbol and not the right one.",
    '학습 때 정답 대신 신경망 자신의 기호를 읽는 비율.',
  ),
  samplingChoice: words(
    'Which symbol that is: the likeliest, or one drawn.',
    '그 기호: 가장 그럴듯한 것 또는 뽑은 것.',
  ),
  classWeights: words(
    'How much each class counts; balanced makes rare ones count more.',
    '부류마다의 무게. balanced는 드문 부류를 더 무겁게 칩니다.',
  ),
  smoothing: words(
    'The share of each answer that is spread over all classes.',
    '답 가운데 모든 부류에 고루 나누는 몫.',
  ),
  // Training
  batch: words(
    'How many sequences are learned from side by side at each step.',
    '단계마다 나란히 배우는 열의 수.',
  ),
  bptt: words(
    'How many time steps gradients go back; 0 for whole sequences.',
    '기울기가 거슬러 가는 시간 단계 수. 0이면 열 전체.',
  ),
  optimizer: words('The rule by which weights change.', '가중치를 바꾸는 규칙.'),
  lr: words(
    'The learning rate: how far each step goes. Too high and the loss jumps, too low and it crawls.',
    '학습률: 한 단계의 보폭. 너무 크면 손실이 튀고, 너무 작으면 더딥니다.',
  ),
  momentum: words(
    'Of sgd and rmsprop: how much of the last step goes on.',
    'sgd와 rmsprop: 앞 단계가 이어지는 정도.',
  ),
  beta1: words(
    'Of adam: how long the mean of gradients remembers.',
    'adam: 기울기 평균이 기억하는 정도.',
  ),
  beta2: words(
    'Of adam: how long the mean of their squares remembers.',
    'adam: 제곱 평균이 기억하는 정도.',
  ),
  schedule: words('How the learning rate changes over time.', '학습률이 시간에 따라 바뀌는 법.'),
  warmup: words(
    'Steps over which the learning rate rises from 0.',
    '학습률이 0에서 오르는 단계 수.',
  ),
  minLrFactor: words(
    'The part of the learning rate at which it stops falling.',
    '학습률이 더 내려가지 않는 몫.',
  ),
  clip: words(
    'The limit for the size of the gradient; 0 for none.',
    '기울기 크기의 한계. 0이면 없음.',
  ),
  clipBy: words(
    'Whether the limit is for all gradients together or each by itself.',
    '한계가 전체 기울기에 대한 것인지 하나하나에 대한 것인지 정합니다.',
  ),
  weightDecay: words('How much weights shrink at each step.', '단계마다 가중치가 줄어드는 정도.'),
  average: words(
    'Keep a mean of the weights over steps, which forgets by this factor.',
    '이 비율로 잊는 가중치 평균을 둡니다.',
  ),
  decayAll: words('Biases and embeddings shrink too.', '편향과 임베딩도 줄입니다.'),
  reduction: words(
    "Whether a step's loss is the mean over its symbols or their sum.",
    '한 단계의 손실이 기호의 평균인지 합인지 정합니다.',
  ),
  activationPenalty: words(
    'How strongly large activations of the last layer are held down (AR; 2 is usual).',
    '마지막 층의 큰 활성값을 누르는 세기(AR, 보통 2).',
  ),
  temporalPenalty: words(
    'How strongly changes of the last layer from step to step are held down (TAR; 1 is usual).',
    '마지막 층이 시점마다 바뀌는 것을 누르는 세기(TAR, 보통 1).',
  ),
  seed: words(
    'The seed of all randomness: the same seed gives the same run.',
    '모든 무작위의 씨앗. 같은 씨앗은 같은 실행이 됩니다.',
  ),
  shards: words(
    'Parts of the batch whose gradients are added in a fixed order.',
    '정해진 순서로 기울기를 더하는 묶음의 조각 수.',
  ),
  steps: words('End after so many steps.', '이만큼의 단계 뒤에 끝냅니다.'),
  epochs: words('End after so many passes over the data.', '데이터를 이만큼 훑은 뒤에 끝냅니다.'),
  minutes: words('End after so many minutes.', '이만큼의 분이 지나면 끝냅니다.'),
  patience: words(
    'End after so many validations in a row that were no better; 0 never.',
    '검증이 연달아 이만큼 나아지지 않으면 끝냅니다. 0이면 쓰지 않습니다.',
  ),
  // Samples and checkpoints
  prime: words('How the samples while training begin.', '학습 중 표본의 첫머리.'),
  sampleLength: words('Symbols in a sample while training.', '학습 중 표본의 기호 수.'),
  sampleTemperature: words(
    'How freely the samples while training are drawn.',
    '학습 중 표본을 얼마나 자유롭게 뽑을지 정합니다.',
  ),
  samples: words('Draw samples while training.', '학습 중에 표본을 뽑습니다.'),
  checkpointSamples: words(
    'Draw a sample at every checkpoint too.',
    '저장할 때마다 표본도 뽑습니다.',
  ),
  validateEvery: words('Steps between validations.', '검증 사이의 단계 수.'),
  checkpointEvery: words('Steps between checkpoints.', '저장 사이의 단계 수.'),
  logEvery: words('Steps between points of the curves.', '곡선의 점 사이의 단계 수.'),
  // Computation
  backend: words(
    'What computes; auto takes the fastest.',
    '무엇으로 계산할지 정합니다. auto는 가장 빠른 것을 고릅니다.',
  ),
  threads: words(
    'How many threads compute; results do not depend on it.',
    '계산하는 스레드 수. 결과는 달라지지 않습니다.',
  ),
  precision: words(
    'How exact products are: bf16 is faster and coarser, where the processor has it.',
    'bf16은 더 빠르고 거칩니다(지원하는 프로세서에서).',
  ),
};
