package io.evenreach.gateway.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.gateway.routing.Service;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MergedDescriptionTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void sharesComponentsThatAreEqual() {
        MergedDescription merged = new MergedDescription(JSON, "t", "1");
        merged.add(Service.IDENTITY, document("/api/v1/profiles", "{\"Problem\":{\"type\":\"object\"}}", "Problem"));
        merged.add(Service.CAMPAIGN, document("/api/v1/campaigns", "{\"Problem\":{\"type\":\"object\"}}", "Problem"));

        assertThat(merged.document().path("components").path("schemas").size()).isEqualTo(1);
    }

    @Test
    void renamesWhatDiffersAndWhateverRefersToIt() {
        MergedDescription merged = new MergedDescription(JSON, "t", "1");
        merged.add(Service.IDENTITY, document("/api/v1/profiles", """
                {"Inner":{"type":"string"},"Outer":{"properties":{"in":{"$ref":"#/components/schemas/Inner"}}}}
                """, "Outer"));
        merged.add(Service.CAMPAIGN, document("/api/v1/campaigns", """
                {"Inner":{"type":"integer"},"Outer":{"properties":{"in":{"$ref":"#/components/schemas/Inner"}}}}
                """, "Outer"));

        JsonNode schemas = merged.document().path("components").path("schemas");
        assertThat(schemas.path("CampaignInner").path("type").asString()).isEqualTo("integer");
        assertThat(schemas.path("CampaignOuter").at("/properties/in/$ref").asString())
                .isEqualTo("#/components/schemas/CampaignInner");
        assertThat(schemas.path("Outer").at("/properties/in/$ref").asString()).isEqualTo("#/components/schemas/Inner");
        assertThat(merged.document()
                        .at("/paths/~1api~1v1~1campaigns/get/schema/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/CampaignOuter");
    }

    @Test
    void takesOnlyPathsThatAreRoutedToTheService() {
        MergedDescription merged = new MergedDescription(JSON, "t", "1");
        merged.add(Service.IDENTITY, document("/api/v1/campaigns", "{}", "X"));
        merged.add(Service.IDENTITY, document("/actuator/health", "{}", "X"));

        assertThat(merged.document().path("paths").isEmpty()).isTrue();
    }

    @Test
    void keepsOperationIdsUnique() {
        MergedDescription merged = new MergedDescription(JSON, "t", "1");
        merged.add(Service.IDENTITY, document("/api/v1/profiles", "{}", "X"));
        merged.add(Service.CAMPAIGN, document("/api/v1/campaigns", "{}", "X"));

        assertThat(merged.document()
                        .at("/paths/~1api~1v1~1profiles/get/operationId")
                        .asString())
                .isEqualTo("list");
        assertThat(merged.document()
                        .at("/paths/~1api~1v1~1campaigns/get/operationId")
                        .asString())
                .isEqualTo("campaign_list");
    }

    private static JsonNode document(String path, String schemas, String used) {
        return JSON.readTree("""
                {"paths":{"%s":{"get":{"operationId":"list","schema":{"$ref":"#/components/schemas/%s"}}}},
                 "components":{"schemas":%s}}
                """.formatted(path, used, schemas));
    }
}
