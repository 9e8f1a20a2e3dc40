/** Rules about the repository as a whole: what no single module can see. */
@NullMarked
package io.evenreach.house;

import org.jspecify.annotations.NullMarked;
