/** Ideas every service shares and no framework knows: windows of time, and clocks as arguments. JDK only. */
@NullMarked
package io.evenreach.kernel;

import org.jspecify.annotations.NullMarked;
