/** What stage people are at as customers: a pure function of their paid orders and a time, kept of nobody. */
@NullMarked
package io.evenreach.campaign.maturity;

import org.jspecify.annotations.NullMarked;
