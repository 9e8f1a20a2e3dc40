@NullMarked
package io.evenreach.frequency.policy;

import org.jspecify.annotations.NullMarked;
