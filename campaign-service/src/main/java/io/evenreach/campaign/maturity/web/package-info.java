/** Stages over HTTP. */
@NullMarked
package io.evenreach.campaign.maturity.web;

import org.jspecify.annotations.NullMarked;
