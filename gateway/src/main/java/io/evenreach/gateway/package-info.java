/** The one door of the platform: who comes in, where each request goes, and how many of them; no business rule. */
@NullMarked
package io.evenreach.gateway;

import org.jspecify.annotations.NullMarked;
