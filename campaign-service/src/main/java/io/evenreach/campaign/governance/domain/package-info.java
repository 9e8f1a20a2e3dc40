/** What a ceiling and quiet hours are, free of frameworks. */
@NullMarked
package io.evenreach.campaign.governance.domain;

import org.jspecify.annotations.NullMarked;
