/** Which loss the page Gradients follows in each task, and from where lags are counted. */
import type { TaskName } from '../../protocol/tasks.ts';
import { table } from './languages.ts';

const meanings = {
  classify:
    'L is the loss of the label, one for the record. Lag k is the state k steps before the last one that a layer came to: forwards h(T−k), and of layers that read from the end counted from the first step.',
  regress:
    'L is the squared error of the number, in deviations of training, one for the record. Lag k is the state k steps before the last one that a layer came to: forwards h(T−k), and of layers that read from the end counted from the first step.',
  tag: 'L_t is the loss of the tag at step t; with a CRF it is −ln of the tag’s probability over all sequences. Lag k is the state k steps before t, in layers that read from the end k steps after t.',
  translate:
    'L_t is the loss of symbol t of the translation. Lag k is the decoder’s state k steps before it; from lag t on it is the encoder’s, whose last state in each direction is at lag t.',
  caption:
    'L_t is the loss of symbol t of the caption, those before it given. Lag k is the state k steps before it.',
  transcribe:
    'L is the loss of the whole text by CTC, in nats per label. Lag k is the state k steps before the last one that a layer came to: forwards h(T−k), and of layers that read from the end counted from the first step.',
  forecast:
    'L is the loss of what comes after a window of the series. Lag k is the state k steps before the window’s end.',
} satisfies Record<Exclude<TaskName, 'lm'>, string>;

export const meaningText = table(meanings, {
  classify:
    'L은 기록 하나에 하나인 정답 분류의 손실입니다. 지연 k는 층이 마지막에 이른 상태에서 k단계 앞의 상태입니다. 앞에서 읽는 층은 h(T−k)이고, 끝에서부터 읽는 층은 첫 단계부터 셉니다.',
  regress:
    'L은 기록 하나에 하나인 수의 제곱 오차이며 학습 자료의 표준편차를 단위로 합니다. 지연 k는 층이 마지막에 이른 상태에서 k단계 앞의 상태입니다. 앞에서 읽는 층은 h(T−k)이고, 끝에서부터 읽는 층은 첫 단계부터 셉니다.',
  tag: 'L_t는 단계 t의 태그에 대한 손실입니다. CRF가 있으면 모든 태그열에 걸친 그 태그 확률의 −ln입니다. 지연 k는 t보다 k단계 앞의 상태이고, 끝에서부터 읽는 층에서는 k단계 뒤의 상태입니다.',
  translate:
    'L_t는 번역의 t번째 기호에 대한 손실입니다. 지연 k는 k단계 앞의 디코더 상태이고, 지연 t부터는 인코더의 상태입니다. 방향마다 인코더의 마지막 상태가 지연 t에 있습니다.',
  caption:
    'L_t는 앞의 기호가 주어졌을 때 설명의 t번째 기호에 대한 손실입니다. 지연 k는 k단계 앞의 상태입니다.',
  transcribe:
    'L은 CTC로 구한 글 전체의 손실이며 단위는 레이블당 내트입니다. 지연 k는 층이 마지막에 이른 상태에서 k단계 앞의 상태입니다. 앞에서 읽는 층은 h(T−k)이고, 끝에서부터 읽는 층은 첫 단계부터 셉니다.',
  forecast:
    'L은 시계열의 창 다음에 오는 값의 손실입니다. 지연 k는 창의 끝에서 k단계 앞의 상태입니다.',
});
