/* A program: operations noted once, run in order by one call. Each has a row of PROGRAM_ROW doubles: its number,
   whether threads share it, its arguments. */
#define PROGRAM_ROW 24

/* program: rows, count, barrier */
static void op_program(double *args, int thread, int threads) {
  double *row = (double *)(uintptr_t)args[0];
  struct barrier *barrier = (struct barrier *)(uintptr_t)args[2];
  int shared = 0; /* whether threads shared the operation before */
  for (ptrdiff_t left = SIZE(1); left > 0; left--, row += PROGRAM_ROW) {
    int share_it = threads > 1 && row[1] != 0;
    if ((share_it || shared) && left < SIZE(1)) barrier_wait(barrier, threads);
    if (share_it)
      operations[(int)row[0]](row + 2, thread, threads);
    else if (thread == 0)
      operations[(int)row[0]](row + 2, 0, 1);
    shared = share_it;
  }
}
