/** Layer normalisation of rows and its gradient. */
import type { Backend } from '../backend.ts';

export const layerNorm: Backend['layerNorm'] = ({ rows, columns, eps, ...blocks }) => {
  const x = blocks.x.array();
  const y = blocks.y.array();
  const gamma = blocks.gamma?.array();
  const beta = blocks.beta?.array();
  const means = blocks.mean.array();
  const rstds = blocks.rstd.array();
  for (let r = 0; r < rows; r++) {
    const row = r * columns;
    let mean = 0;
    for (let j = 0; j < columns; j++) mean += x[row + j];
    mean /= columns;
    let variance = 0;
    for (let j = 0; j < columns; j++) variance += (x[row + j] - mean) ** 2;
    const rstd = 1 / Math.sqrt(variance / columns + eps);
    means[r] = mean;
    rstds[r] = rstd;
    for (let j = 0; j < columns; j++) {
      y[row + j] = (x[row + j] - mean) * rstd * (gamma ? gamma[j] : 1) + (beta ? beta[j] : 0);
    }
  }
};

/**
 * With x̂ = (x − mean)·rstd and g = dy ⊙ gamma: dx += rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)),
 * dgamma += Σ_r dy ⊙ x̂, dbeta += Σ_r dy.
 */
export const layerNormBackward: Backend['layerNormBackward'] = ({ rows, columns, ...blocks }) => {
  const x = blocks.x.array();
  const gamma = blocks.gamma?.array();
  const mean = blocks.mean.array();
  const rstd = blocks.rstd.array();
  const dy = blocks.dy.array();
  const dx = blocks.dx.array();
  const dGamma = blocks.dGamma?.array();
  const dBeta = blocks.dBeta?.array();
  const normalized = (r: number, j: number) => (x[r * columns + j] - mean[r]) * rstd[r];
  const scaled = (r: number, j: number) => dy[r * columns + j] * (gamma ? gamma[j] : 1);
  for (let r = 0; r < rows; r++) {
    let meanG = 0;
    let meanGX = 0;
    for (let j = 0; j < columns; j++) {
      meanG += scaled(r, j);
      meanGX += scaled(r, j) * normalized(r, j);
    }
    meanG /= columns;
    meanGX /= columns;
    for (let j = 0; j < columns; j++) {
      dx[r * columns + j] += rstd[r] * (scaled(r, j) - meanG - normalized(r, j) * meanGX);
    }
  }
  for (let j = 0; j < columns; j++) {
    let sumX = 0;
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      sumX += dy[r * columns + j] * normalized(r, j);
      sum += dy[r * columns + j];
    }
    if (dGamma) dGamma[j] += sumX;
    if (dBeta) dBeta[j] += sum;
  }
};
