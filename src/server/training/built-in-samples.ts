/** What can be trained on without a file: text and examples that Unroll makes itself. */
import type { BuiltInSample } from '../../protocol/training.ts';

export const builtInSamples: readonly BuiltInSample[] = [
  {
    sample: 'theatre',
    task: 'lm',
    text: {
      en: 'Scenes of a play with speakers, quotes and stage directions.',
      ko: '말하는 이와 따옴표와 지문이 있는 희곡의 장면들.',
    },
  },
  {
    sample: 'code',
    task: 'lm',
    text: {
      en: 'Programs in a language like C, with comments, strings, brackets and conditions.',
      ko: '주석과 문자열과 괄호와 조건이 있는 C와 비슷한 프로그램들.',
    },
  },
  {
    sample: 'classify',
    task: 'classify',
    text: { en: 'Short reviews and their mood.', ko: '짧은 평과 그 기분.' },
  },
  {
    sample: 'regress',
    task: 'regress',
    text: { en: 'Short reviews and their rating, a number.', ko: '짧은 평과 그 점수.' },
  },
  {
    sample: 'tag',
    task: 'tag',
    text: {
      en: 'Sentences with a name that is a person or not, as only what follows tells.',
      ko: '이름이 사람인지 아닌지 뒤에 오는 말로만 알 수 있는 문장들.',
    },
  },
  {
    sample: 'translate',
    task: 'translate',
    text: {
      en: 'Dates as people write them, and in ISO form.',
      ko: '사람이 쓰는 날짜와 ISO 형식의 날짜.',
    },
  },
  {
    sample: 'caption',
    task: 'caption',
    text: {
      en: 'Small pictures and what is to be seen on them.',
      ko: '작은 그림과 거기에 보이는 것.',
    },
  },
  {
    sample: 'transcribe',
    task: 'transcribe',
    text: {
      en: 'Frames like those of speech, and the letters spoken.',
      ko: '말소리와 같은 틀과 소리 낸 글자들.',
    },
  },
  {
    sample: 'forecast',
    task: 'forecast',
    text: {
      en: 'A noisy series, hour by hour, with a day and a week in it.',
      ko: '하루와 한 주의 흐름이 섞인, 시간마다의 잡음 있는 계열.',
    },
  },
];
