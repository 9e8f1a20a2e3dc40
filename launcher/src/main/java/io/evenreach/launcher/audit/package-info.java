/** {@code ./evenreach audit}: a stranger's exposure log through the real platform, and what was heavy and what leaked in it. */
@NullMarked
package io.evenreach.launcher.audit;

import org.jspecify.annotations.NullMarked;
