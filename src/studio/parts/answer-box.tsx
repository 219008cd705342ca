/** What a task answers, as the command line tells it. */
import { useText } from '../text/languages.ts';
import { shellText } from '../text/shell.ts';
import { ScrollBox } from './scroll-box.tsx';

export function AnswerBox({ answer }: { answer: string }) {
  const t = useText(shellText);
  return (
    <div class="answer-box">
      <h3>{t.answer}</h3>
      <ScrollBox label={t.answer}>
        <pre>{answer}</pre>
      </ScrollBox>
    </div>
  );
}
