@NullMarked
package io.evenreach.benchmarks.guides;

import org.jspecify.annotations.NullMarked;
