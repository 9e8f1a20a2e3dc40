/** Ideas every service shares and no framework knows: windows of time, times as text, and hashes. JDK only. */
@NullMarked
package io.evenreach.kernel;

import org.jspecify.annotations.NullMarked;
