/** May this be shown? Asks over HTTP, grants, releases and explanations; what a partner may see of them. */
@NullMarked
package io.evenreach.frequency.decision;

import org.jspecify.annotations.NullMarked;
