/** Proves that the embedded servers keep their data through restarts and crashes, whoever runs them. */
@NullMarked
package io.evenreach.embedded;

import org.jspecify.annotations.NullMarked;
