import { table } from './languages.ts';

export const canvasText = table(
  {
    keys: 'Arrow keys move from symbol to symbol, Enter opens what there is.',
    keysSelect:
      'Arrow keys move from symbol to symbol, with Shift they select, Enter opens what there is.',
  },
  {
    keys: '화살표 키로 기호 사이를 이동하고 Enter로 엽니다.',
    keysSelect: '화살표 키로 기호 사이를 이동하고, Shift와 함께 누르면 선택하며, Enter로 엽니다.',
  },
);
