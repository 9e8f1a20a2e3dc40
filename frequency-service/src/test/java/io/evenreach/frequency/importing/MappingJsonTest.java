package io.evenreach.frequency.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is missing inside a mapping is answered with where it is missing. */
class MappingJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                , "customer": null                                          | /mapping/customer
                , "customer": []                                            | /mapping/customer
                , "customer": [{"column": "id"}, null]                      | /mapping/customer/1
                , "customer": [{}]                                          | /mapping/customer/0/column
                , "customer": [{"column": null, "type": null}]              | /mapping/customer/0/column
                , "time": null                                              | /mapping/time
                , "channel": null                                           | /mapping/channel
                , "channel": {"constant": null}                             | /mapping/channel
                , "channel": []                                             | /mapping/channel
                , "exposureId": ""                                          | /mapping/exposureId
                , "interaction": {"column": "what"}                         | /mapping/interaction/exposures
                , "interaction": {"column": "what", "exposures": null}      | /mapping/interaction/exposures
                , "interaction": {"column": "what", "exposures": ["a", null]} | /mapping/interaction/exposures/1
                , "interaction": {"exposures": ["a"]}                       | /mapping/interaction/column
                , "channels": {"a/b": null}                                 | /mapping/channels/a~1b
                , "zone": ""                                                | /mapping/zone
                """)
    void saysWhereItIsWrong(String field, String pointer) {
        MappingJson mapping = new JsonMapper().readValue("""
                {"campaignId": "5b1f2f5e-3a49-4f37-9d0d-5a3c2b0c7b11", "customer": [{"column": "id"}],
                 "time": "time", "channel": "channel"%s}""".formatted(field), MappingJson.class);
        assertThatThrownBy(() -> mapping.toDomain(Set.of("id", "time", "channel", "what"), "a-set"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
                    assertThat(problem.errors()).extracting(FieldError::pointer).isEqualTo(List.of(pointer));
                });
    }
}
