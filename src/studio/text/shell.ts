/** Strings of the frame around the pages, and of what all pages share. */
import type { RunState } from '../../protocol/runs.ts';
import type { TaskName } from '../../protocol/tasks.ts';
import type { Page } from '../view/views.ts';
import { table } from './languages.ts';

export const shellText = table(
  {
    studio: 'Unroll Studio',
    skip: 'Skip to the page',
    pages: 'Pages',
    runPages: 'Pages of this run',
    theRun: 'Run',
    preferences: 'Preferences',
    theme: 'Theme',
    palette: 'Colours',
    language: 'Language',
    unreachable:
      'The server cannot be reached. Trainings go on without it; start it again with: unroll studio',
    again: 'Try again',
    notForTask: (task: string) =>
      `This page reads language models; the run is of the task ${task}. See Play for its answers.`,
    noModel: 'This run has not saved a model yet. Come back after the first validation.',
    notInLink:
      'The text is too long for a link: a link to this view brings the page back without it.',
    answer: 'Answer',
    editInput: 'Another input',
    useInput: 'Read this input',
    firstRecord: 'Of several records the first is read.',
    wait: 'Loading …',
  },
  {
    studio: 'Unroll 스튜디오',
    skip: '본문으로 건너뛰기',
    pages: '페이지',
    runPages: '이 학습의 페이지',
    theRun: '학습',
    preferences: '환경 설정',
    theme: '테마',
    palette: '색상',
    language: '언어',
    unreachable:
      '서버에 연결할 수 없습니다. 학습은 서버 없이도 계속됩니다. 다시 시작하려면: unroll studio',
    again: '다시 시도',
    notForTask: (task) =>
      `이 페이지는 언어 모델만 읽습니다. 이 학습의 과제는 ${task}입니다. 답은 생성 페이지에서 보세요.`,
    noModel: '아직 저장된 모델이 없습니다. 첫 검증이 끝난 뒤 다시 오세요.',
    notInLink: '글이 링크에 담기에는 너무 깁니다. 이 화면의 링크에는 글이 포함되지 않습니다.',
    answer: '답',
    editInput: '다른 입력',
    useInput: '이 입력 읽기',
    firstRecord: '기록이 여럿이면 첫 번째를 읽습니다.',
    wait: '불러오는 중 …',
  },
);

const pageNames = {
  runs: 'Runs',
  new: 'New run',
  watch: 'Watch',
  play: 'Play',
  score: 'Score',
  cells: 'Cells',
  gradients: 'Gradients',
  network: 'Network',
} satisfies Record<Page, string>;

export const pageText = table(pageNames, {
  runs: '학습 목록',
  new: '새 학습',
  watch: '관찰',
  play: '생성',
  score: '채점',
  cells: '셀',
  gradients: '기울기',
  network: '신경망',
});

const stateNames = {
  running: 'running',
  queued: 'queued',
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
  broken: 'broken',
} satisfies Record<RunState, string>;

export const stateText = table(stateNames, {
  running: '학습 중',
  queued: '대기 중',
  paused: '일시 정지',
  stopped: '중단됨',
  finished: '완료',
  broken: '손상됨',
});

const taskWords = {
  lm: 'language model',
  classify: 'classify',
  regress: 'regress',
  tag: 'tag',
  translate: 'translate',
  caption: 'caption',
  transcribe: 'transcribe',
  forecast: 'forecast',
} satisfies Record<TaskName, string>;

export const taskText = table(taskWords, {
  lm: '언어 모델',
  classify: '분류',
  regress: '회귀',
  tag: '태깅',
  translate: '번역',
  caption: '설명 생성',
  transcribe: '전사',
  forecast: '예측',
});

export const themeText = table(
  { system: 'as the system', light: 'light', dark: 'dark' },
  { system: '시스템 설정', light: '밝게', dark: '어둡게' },
);

export const paletteText = table(
  { standard: 'standard', safe: 'colour-blind safe' },
  { standard: '기본', safe: '색각 이상 배려' },
);
