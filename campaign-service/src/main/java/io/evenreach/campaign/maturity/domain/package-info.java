/** Stages and what is bought: pure rules. */
@NullMarked
package io.evenreach.campaign.maturity.domain;

import org.jspecify.annotations.NullMarked;
