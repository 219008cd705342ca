/**
 * A tagger of words, their letters and projected vectors with a CRF, against PyTorch 2.13 in double
 * precision: nn.Embedding, nn.LSTM sequence by sequence without padding, and ln Z as the logarithm of
 * the sum over all label sequences. Weights are a formula that both sides compute.
 */
import { describe, expect, it } from 'vitest';
import { lettersOf } from '../../src/models/letters.ts';
import { Tagger, type TaggerTraining, taggerDefaults } from '../../src/models/tagger.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { backends } from '../support/backends.ts';
import { gradientsOf, lossValue } from '../support/model-gradients.ts';
import { expectClose } from '../support/numbers.ts';

const [T, B, F, C] = [4, 3, 2, 3];
const lengths = [3, 1, 4];
const spelled = ['abc', 'd', 'ccab'];
const places = [0, 1, 2, 1, 0, 2, 2, 0, 0, 0, 0, 1].map((word) => spelled[word]);

const batch: TaggerTraining = {
  T,
  B,
  lengths,
  inputs: [1, 4, 0, 2, 0, 3, 2, 0, 1, 0, 0, 4],
  letters: lettersOf(places, (word) => Array.from(word, (letter) => 'abcd'.indexOf(letter))),
  vectors: Array.from({ length: T * B * F }, (_, k) => (((7 * k) % 11) - 5) / 4),
  targets: [0, 1, 2, 1, -1, 0, 2, -1, 0, -1, -1, 1],
};

const wanted = {
  loss: 1.4130894236978306,
  /** By sequence, the steps that count. */
  emissions: [
    -0.084467713816, -0.835067406132, 0.251729412934, -0.066679160469, -0.888593627728,
    0.025776654931, 0.067267088364, -0.88649767389, -0.107748888662, 0.454787639386,
    -1.009595814419, -0.017921388411, -0.11306543376, -0.722331068471, 0.405549469924,
    -0.046692011688, -0.677108673925, 0.307962658049, -0.133968997345, -0.789618750335, 0.255950078,
    0.437469730053, -1.021741896924, -0.0570641822,
  ],
  /** Σ gradient · c, c a formula of the place. */
  gradients: {
    'embedding.weight': -0.04469717440842,
    'letters.embedding.weight': -0.00127764428609,
    'letters.weight_ih_l0': -0.00904940210966,
    'letters.weight_hh_l0': -0.00009554316924,
    'letters.bias_ih_l0': 0.00316316074637,
    'letters.bias_hh_l0': 0.00316316074637,
    'letters.weight_ih_l0_reverse': 0.008945035159,
    'letters.weight_hh_l0_reverse': -0.0009942729071,
    'letters.bias_ih_l0_reverse': 0.00332936533391,
    'letters.bias_hh_l0_reverse': 0.00332936533391,
    'projection.weight': 0.07582668957535,
    'projection.bias': 0.00218780915554,
    'rnn.weight_ih_l0': 0.05477174092862,
    'rnn.weight_hh_l0': -0.0019461682486,
    'rnn.bias_ih_l0': 0.00718726781695,
    'rnn.bias_hh_l0': 0.00718726781695,
    'rnn.weight_ih_l0_reverse': -0.05491358013285,
    'rnn.weight_hh_l0_reverse': -0.02571969415315,
    'rnn.bias_ih_l0_reverse': -0.03651248638453,
    'rnn.bias_hh_l0_reverse': -0.03651248638453,
    'output.weight': 0.23435626994084,
    'output.bias': -0.0761940353225,
    'crf.transitions': 0.05388459767398,
    'crf.start_transitions': -0.00885935550917,
    'crf.end_transitions': -0.22408743848234,
  },
};

function weights(name: string, length: number): number[] {
  const shift = Array.from(name).reduce((sum, c) => sum + c.charCodeAt(0), 0) % 97;
  return Array.from({ length }, (_, k) => (((k * 37 + shift * 13) % 101) - 50) / 60);
}

describe.each(await backends())('a tagger of everything on $name', ({ create, tolerance }) => {
  it('is torch’s', async () => {
    const backend = await create();
    const sizes = { embed: 3, hidden: 3, vectors: F, project: 3, labels: C, crf: true };
    const config = { ...taggerDefaults, ...sizes, characters: { embed: 2, hidden: 2 } };
    const tagger = new Tagger(backend, config, { vocabularySize: 5, letters: 4 });
    const { parameters } = tagger;
    expect([...parameters.names()].sort()).toEqual(Object.keys(wanted.gradients).sort());
    for (const { name, length } of parameters.entries()) {
      parameters.write(name, weights(name, length));
    }
    const tape = new Tape(backend, { recording: false });
    const logits = valuesOf(tagger.forward(tape, batch));
    const emissions = lengths.flatMap((length, b) =>
      Array.from(
        { length: length * C },
        (_, k) => logits[(Math.floor(k / C) * B + b) * C + (k % C)],
      ),
    );
    expectClose(emissions, wanted.emissions, Math.max(tolerance, 1e-11), 'emissions');
    const loss = (own: Tape) => tagger.loss(own, batch);
    expectClose([lossValue(parameters, loss)], [wanted.loss], tolerance, 'loss');
    const gradients = gradientsOf(parameters, loss);
    for (const { name, offset, length } of parameters.entries()) {
      const dot = gradients
        .subarray(offset, offset + length)
        .reduce((sum, g, k) => sum + (g * (((k * 29) % 17) - 8)) / 8, 0);
      const own = wanted.gradients[name as keyof typeof wanted.gradients];
      expectClose([dot], [own], tolerance, name);
    }
    tape.close();
    tagger.close();
    backend.close();
  });
});
