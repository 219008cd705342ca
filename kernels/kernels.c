/* All kernels at one vector width: compiled with -DVL=4, 8 or 16 and a name for the entry. */
#include "kernels.h"
#include "simd.h"

#include "barrier.h"

#include "product.h"

#include "scan.h"

#include "scan-backward.h"

#include "rows.h"

#include "elementwise.h"

#include "softmax.h"

#include "attention.h"
#include "output.h"

#include "regularise.h"

#include "optimizers.h"

typedef void operation(double *args, int thread, int threads);
static operation *const operations[OP_COUNT];

#include "program.h"

static operation *const operations[OP_COUNT] = {
    [OP_PACK] = op_pack,
    [OP_PRODUCT] = op_product,
    [OP_SCAN] = op_scan,
    [OP_SCAN_BACKWARD] = op_scan_backward,
    [OP_GATHER] = op_gather,
    [OP_SCATTER_ADD] = op_scatter_add,
    [OP_CROSS_ENTROPY] = op_cross_entropy,
    [OP_LOG_SOFTMAX] = op_log_softmax,
    [OP_LOG_SOFTMAX_BACKWARD] = op_log_softmax_backward,
    [OP_MAP] = op_map,
    [OP_MAP_BACKWARD] = op_map_backward,
    [OP_ZIP] = op_zip,
    [OP_MULTIPLY_ADD] = op_multiply_add,
    [OP_AXPY] = op_axpy,
    [OP_SCALE] = op_scale,
    [OP_FILL] = op_fill,
    [OP_COPY] = op_copy,
    [OP_COLUMN_SUMS] = op_column_sums,
    [OP_PAIR_LOSS] = op_pair_loss,
    [OP_DROPOUT] = op_dropout,
    [OP_LAYER_NORM] = op_layer_norm,
    [OP_LAYER_NORM_BACKWARD] = op_layer_norm_backward,
    [OP_ADAM] = op_adam,
    [OP_SGD] = op_sgd,
    [OP_RMSPROP] = op_rmsprop,
    [OP_ADAGRAD] = op_adagrad,
    [OP_SUM_SQUARES] = op_sum_squares,
    [OP_SUM] = op_sum,
    [OP_CLAMP] = op_clamp,
    [OP_BATCH_PRODUCT] = op_batch_product,
    [OP_SOFTMAX] = op_softmax,
    [OP_SOFTMAX_BACKWARD] = op_softmax_backward,
    [OP_ADDITIVE_SCORES] = op_additive_scores,
    [OP_ADDITIVE_SCORES_BACKWARD] = op_additive_scores_backward,
    [OP_PROGRAM] = op_program,
    [OP_GATHER_COLUMNS] = op_gather_columns,
    [OP_SCATTER_ADD_COLUMNS] = op_scatter_add_columns,
    [OP_OUTPUT] = op_output,
    [OP_OUTPUT_LOSS] = op_output_loss,
    [OP_OUTPUT_INPUT_GRADIENT] = op_output_input_gradient,
    [OP_OUTPUT_WEIGHT_GRADIENT] = op_output_weight_gradient,
};

#ifdef __wasm__
/* The row of arguments, at an address that the host asks for once. */
double unroll_arguments[UNROLL_MAX_ARGS];
__attribute__((export_name("arguments"))) double *unroll_arguments_address(void) { return unroll_arguments; }
__attribute__((export_name("run"))) void unroll_run_wasm(int op, int thread, int threads) {
  operations[op](unroll_arguments, thread, threads);
}
__attribute__((export_name("vector_length"))) int unroll_vector_length(void) { return VL; }
#else
void UNROLL_ENTRY(int op, double *args, int thread, int threads) { operations[op](args, thread, threads); }
#endif
