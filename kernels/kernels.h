/* The whole interface of the compiled kernels. An operation is a number and a row of doubles: pointers
   and sizes alike, so that one binding serves a native addon and WebAssembly. No kernel allocates, and
   none keeps state. (thread, threads): each kernel computes its own part of the output; no output
   element is computed by two threads, and none depends on how many there are. */
#ifndef UNROLL_KERNELS_H
#define UNROLL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The order is the contract with src/backend/operations.ts. */
enum unroll_op {
  OP_PACK,
  OP_PRODUCT,
  OP_SCAN,
  OP_SCAN_BACKWARD,
  OP_GATHER,
  OP_SCATTER_ADD,
  OP_CROSS_ENTROPY,
  OP_LOG_SOFTMAX,
  OP_LOG_SOFTMAX_BACKWARD,
  OP_MAP,
  OP_MAP_BACKWARD,
  OP_ZIP,
  OP_MULTIPLY_ADD,
  OP_AXPY,
  OP_SCALE,
  OP_FILL,
  OP_COPY,
  OP_COLUMN_SUMS,
  OP_PAIR_LOSS,
  OP_DROPOUT,
  OP_LAYER_NORM,
  OP_LAYER_NORM_BACKWARD,
  OP_ADAM,
  OP_SGD,
  OP_RMSPROP,
  OP_ADAGRAD,
  OP_SUM_SQUARES,
  OP_SUM,
  OP_CLAMP,
  OP_BATCH_PRODUCT,
  OP_SOFTMAX,
  OP_SOFTMAX_BACKWARD,
  OP_ADDITIVE_SCORES,
  OP_ADDITIVE_SCORES_BACKWARD,
  OP_PROGRAM,
  OP_GATHER_COLUMNS,
  OP_SCATTER_ADD_COLUMNS,
  OP_OUTPUT,
  OP_OUTPUT_LOSS,
  OP_OUTPUT_INPUT_GRADIENT,
  OP_OUTPUT_WEIGHT_GRADIENT,
  OP_COUNT
};

/* More than any operation has. */
#define UNROLL_MAX_ARGS 40

typedef void unroll_run(int op, double *args, int thread, int threads);

#endif
