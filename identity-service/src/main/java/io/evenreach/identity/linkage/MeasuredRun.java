package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Measurement;
import java.time.Instant;

/** What a run was measured to be. */
public record MeasuredRun(Measurement measurement, Instant at) {}
