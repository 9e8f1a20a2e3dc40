/** {@code ./evenreach demo}: a seeded, accelerated 618 on the real platform, and what a plain counter would have done with it. */
@NullMarked
package io.evenreach.launcher.demo;

import org.jspecify.annotations.NullMarked;
