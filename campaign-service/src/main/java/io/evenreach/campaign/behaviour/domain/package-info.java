/** What is said of a customer, as values. */
@NullMarked
package io.evenreach.campaign.behaviour.domain;

import org.jspecify.annotations.NullMarked;
