/** The campaign service: what the brand wants said, on which channels, how often, and when it must keep silent. */
@NullMarked
package io.evenreach.campaign;

import org.jspecify.annotations.NullMarked;
