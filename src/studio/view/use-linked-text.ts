/** A text that a view is about: in its link, or, where it is too long for one, in the page alone. */
import { useState } from 'preact/hooks';

/** Characters; browsers and chats cut longer links. */
const MOST_IN_LINK = 20_000;

export interface LinkedText {
  text: string;
  /** The link does not have it. */
  isLong: boolean;
  put: (text: string) => void;
}

/** `link` writes the text into the link, or '' there. */
export function useLinkedText(linked: string, link: (text: string) => void): LinkedText {
  const [long, setLong] = useState('');
  return {
    text: long === '' ? linked : long,
    isLong: long !== '',
    put(text) {
      const fits = text.length <= MOST_IN_LINK;
      setLong(fits ? '' : text);
      link(fits ? text : '');
    },
  };
}
