/** Behaviours over HTTP. */
@NullMarked
package io.evenreach.campaign.behaviour.web;

import org.jspecify.annotations.NullMarked;
