package io.evenreach.frequency.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is missing inside a plan is answered with where it is missing. */
class SimulationPlanJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                null                                                                              | /plan/0
                {"channel": null, "target": 1}                                                    | /plan/0/channel
                {"channel": "a", "target": null}                                                  | /plan/0/target
                {"channel": "a", "target": 1, "window": {"kind": null, "duration": "P7D"}}        | /plan/0/window/kind
                {"channel": "a", "target": 1, "window": {"kind": "ROLLING", "duration": null}}    | /plan/0/window/duration
                {"channel": "a", "target": 1, "window": {"kind": "ROLLING", "duration": "P367D"}} | /plan/0/window/duration
                {"channel": "a", "target": 1, "window": {"kind": "CALENDAR", "unit": "DAY"}}      | /plan/0/window
                {"channel": "a", "target": 1, "window": {"kind": "CALENDAR", "unit": "DAY", "zone": "Mars"}} | /plan/0/window
                """)
    void saysWhereItIsWrong(String row, String pointer) {
        SimulationPlanJson plan = new JsonMapper().readValue("{\"rows\": [" + row + "]}", SimulationPlanJson.class);
        List<FieldError> errors = new ArrayList<>();
        plan.byChannel(errors);
        assertThat(errors).extracting(FieldError::pointer).containsExactly(pointer);
    }
}
