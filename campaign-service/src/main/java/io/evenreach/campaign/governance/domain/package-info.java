/** What a ceiling, quiet hours and an ask limit are, free of frameworks. */
@NullMarked
package io.evenreach.campaign.governance.domain;

import org.jspecify.annotations.NullMarked;
