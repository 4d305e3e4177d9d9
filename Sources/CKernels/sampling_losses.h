/* Losses of one query against sampled negatives. Included by kernel_bodies.h for each variant. */

INLINE vector select_lanes(integers mask, vector yes, vector no) {
  return (vector)((mask & (integers)yes) | (~mask & (integers)no));
}

/* log(1 + exp x), and its derivative in `sigmoid`.
 *
 * With y = exp(-|x|): log(1 + y) = 2 artanh z, z = y/(2+y) <= 1/3, series to z^13; one division
 * gives both 1/(1+y) and 1/(2+y). */
INLINE vector softplus(vector x, vector *sigmoid) {
  vector zero = {0}, y = exponential(-__builtin_elementwise_abs(x));
  vector one = 1.0f + y, two = 2.0f + y, both = 1.0f / (one * two);
  vector larger = both * two, z = y * (both * one), square = z * z;
  vector sum = square * (1.0f / 13) + (1.0f / 11);
  sum = sum * square + (1.0f / 9);
  sum = sum * square + (1.0f / 7);
  sum = sum * square + (1.0f / 5);
  sum = sum * square + (1.0f / 3);
  sum = sum * square + 1.0f;
  *sigmoid = select_lanes(x >= zero, larger, y * larger);
  return __builtin_elementwise_max(x, zero) + 2.0f * z * sum;
}

INLINE float softplus_of(float x, float *sigmoid) {
  vector derivative, value = softplus((vector){0} + x, &derivative);
  *sigmoid = derivative[0];
  return value[0];
}

/* Fills the lanes behind the last score and returns the count rounded up. */
INLINE size_t pad_scores(float *scores, size_t count) {
  size_t padded = (count + LANES - 1) / LANES * LANES;
  for (size_t j = count; j < padded; j++) scores[j] = -INFINITY;
  return padded;
}

INLINE float largest_score(const float *scores, size_t padded) {
  vector maxima = load(scores);
  for (size_t j = LANES; j < padded; j += LANES)
    maxima = __builtin_elementwise_max(maxima, load(scores + j));
  float largest = maxima[0];
  for (int i = 1; i < LANES; i++) largest = maxima[i] > largest ? maxima[i] : largest;
  return largest;
}

/* exp(x - largest), 0 where x is minus infinity. */
INLINE vector weight_of(vector x, float temperature, float largest) {
  integers kept = x > ((vector){0} - INFINITY);
  vector e = exponential(temperature * (select_lanes(kept, x, (vector){0} + largest) - largest));
  return (vector)(kept & (integers)e);
}

static double sampled_softmax(float *scores, size_t padded, float *answer, float scale) {
  float largest = largest_score(scores, padded), s = *answer;
  if (s > largest) largest = s;
  vector sums = {0};
  for (size_t j = 0; j < padded; j += LANES) {
    vector e = weight_of(load(scores + j), 1, largest);
    store(scores + j, e);
    sums += e;
  }
  float own = exponential((vector){0} + (s - largest))[0];
  float sum = sum_lanes(sums), factor = scale / (sum + own);
  for (size_t j = 0; j < padded; j += LANES) store(scores + j, factor * load(scores + j));
  *answer = -factor * sum;
  return kernel_log((double)sum + own) + ((double)largest - s);
}

static double self_adversarial(float *scores, size_t padded, float *answer, float margin,
                               float temperature, float scale) {
  float largest = largest_score(scores, padded), derivative;
  double loss = softplus_of(-(margin + *answer), &derivative);
  *answer = -scale * derivative;
  if (!(largest > -INFINITY)) {
    for (size_t j = 0; j < padded; j++) scores[j] = 0;
    return loss;
  }
  /* The first weights are kept, the rest computed again: there is no end to the negatives. */
  enum { KEPT = 512 };
  float kept[KEPT];
  vector sums = {0}, losses = {0};
  for (size_t j = 0; j < padded; j += LANES) {
    vector w = weight_of(load(scores + j), temperature, largest);
    if (j < KEPT) store(kept + j, w);
    sums += w;
  }
  float factor = 1 / sum_lanes(sums);
  for (size_t j = 0; j < padded; j += LANES) {
    vector x = load(scores + j), sigmoid;
    vector w = factor * (j < KEPT ? load(kept + j) : weight_of(x, temperature, largest));
    x = __builtin_elementwise_max(x, (vector){0} - 1e30f);
    losses += w * softplus(x + margin, &sigmoid);
    store(scores + j, scale * w * sigmoid);
  }
  return loss + sum_lanes(losses);
}

static double sampled_logistic(float *scores, size_t padded, float *answer, float margin,
                               float scale) {
  float derivative;
  double loss = softplus_of(-(margin + *answer), &derivative);
  *answer = -scale * derivative;
  vector losses = {0};
  for (size_t j = 0; j < padded; j += LANES) {
    vector x = load(scores + j), sigmoid;
    integers kept = x > ((vector){0} - INFINITY);
    vector value = softplus(__builtin_elementwise_max(x, (vector){0} - 1e30f) + margin, &sigmoid);
    losses += (vector)(kept & (integers)value);
    store(scores + j, (vector)(kept & (integers)(scale * sigmoid)));
  }
  return loss + sum_lanes(losses);
}

static double margin_ranking(float *scores, size_t padded, float *answer, float margin,
                             float scale) {
  vector losses = {0}, counts = {0}, zero = {0};
  float shift = margin - *answer;
  for (size_t j = 0; j < padded; j += LANES) {
    vector gap = load(scores + j) + shift;
    integers violated = gap > zero;
    vector one = (vector)(violated & (integers)(zero + 1.0f));
    losses += (vector)(violated & (integers)gap);
    counts += one;
    store(scores + j, scale * one);
  }
  *answer = -scale * sum_lanes(counts);
  return sum_lanes(losses);
}

static double sampling_loss(int loss, float *scores, size_t count, float *answer, float margin,
                            float temperature, float scale) {
  size_t padded = pad_scores(scores, count);
  switch (loss) {
    case CK_LOSS_SOFTMAX: return sampled_softmax(scores, padded, answer, scale);
    case CK_LOSS_SELF_ADVERSARIAL:
      return self_adversarial(scores, padded, answer, margin, temperature, scale);
    case CK_LOSS_LOGISTIC: return sampled_logistic(scores, padded, answer, margin, scale);
    default: return margin_ranking(scores, padded, answer, margin, scale);
  }
}
