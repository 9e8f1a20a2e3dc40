package io.evenreach.guidecommerce.reconciliation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often everything is reconciled by itself.
 *
 * @param every from one run to the next, whichever instance does it
 */
@ConfigurationProperties("evenreach.reconciliation")
record ReconciliationProperties(@DefaultValue("P1D") Duration every) {}
