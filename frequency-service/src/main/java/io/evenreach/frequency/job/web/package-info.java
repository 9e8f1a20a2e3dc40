/** One address for the progress of any job. */
@NullMarked
package io.evenreach.frequency.job.web;

import org.jspecify.annotations.NullMarked;
