@NullMarked
package io.evenreach.platform.hashing;

import org.jspecify.annotations.NullMarked;
