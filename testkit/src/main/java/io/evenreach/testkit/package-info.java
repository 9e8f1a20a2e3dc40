/** What every test may lean on: real servers, tokens, a movable clock, seeded chance and a small HTTP client. */
@NullMarked
package io.evenreach.testkit;

import org.jspecify.annotations.NullMarked;
