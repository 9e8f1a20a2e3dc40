package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.evenreach.guidecommerce.recommendation.QrCode;
import io.evenreach.testkit.HttpProbe.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GuidePageIT extends ServiceTestBase {

    @Test
    void showsEverybodyApprovedTextsOnly() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        JsonNode note = ok(write(guide, merchant, "zh", "不要买 2013 年的"));
        assertThat(note.path("review").asString()).isEqualTo("PENDING");
        assertThat(text(guide)).isEmpty();

        ok(review(note, "approve", Map.of("version", 1)));
        assertThat(text(guide)).isEqualTo("不要买 2013 年的");

        JsonNode edited = ok(write(guide, merchant, "zh", "别的"));
        assertThat(edited.path("review").asString()).isEqualTo("PENDING");
        assertThat(text(guide)).as("the approved text stays").isEqualTo("不要买 2013 年的");
        refused(412, "STALE_VERSION", review(note, "approve", Map.of("version", 1)));
        assertThat(text(guide)).isEqualTo("不要买 2013 年的");

        ok(review(note, "reject", Map.of("version", 2, "reason", "Say which château.")));
        assertThat(text(guide)).isEqualTo("不要买 2013 年的");
        JsonNode link = ok(guide(guide).get("/api/v1/guides/" + guide + "/links"))
                .path("items")
                .path(0);
        assertThat(link.path("notes").path(0).path("reason").asString()).isEqualTo("Say which château.");
        assertThat(link.path("notes").path(0).path("publicText").asString()).isEqualTo("不要买 2013 年的");

        ok(write(guide, merchant, "zh", "第三稿"));
        ok(review(note, "approve", Map.of("version", 3)));
        assertThat(text(guide)).isEqualTo("第三稿");
        ok(review(note, "reject", Map.of("version", 3)));
        assertThat(text(guide))
                .as("a public text that is rejected is public no more")
                .isEmpty();
    }

    @Test
    void takesDownWhatIsPublicAlsoWhereTheGuideHasWrittenAnotherTextSince() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        JsonNode note = ok(write(guide, merchant, "zh", "第一稿"));
        ok(review(note, "approve", Map.of("version", 1)));
        ok(write(guide, merchant, "zh", "第二稿"));
        ok(review(note, "reject", Map.of("version", 2)));
        assertThat(text(guide)).isEqualTo("第一稿");

        ok(review(note, "reject", Map.of("version", 2, "takeDown", true, "reason", "It is not so.")));

        assertThat(text(guide)).isEmpty();
    }

    @Test
    void queuesNotesForTheBrandOnlyTheOldestFirst() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        ok(write(guide, merchant, "en", "First, & \"odd\" <b>text</b>"));
        clock().advance(java.time.Duration.ofSeconds(1));
        ok(write(guide, merchant, "zh", "第二"));

        List<String> queue = ok(brand().get("/api/v1/guide-notes?limit=500"))
                .path("items")
                .valueStream()
                .filter(note -> note.path("guideId").asString().equals(guide))
                .map(note -> note.path("language").asString())
                .toList();
        assertThat(queue).containsExactly("en", "zh");
        refused(403, "FORBIDDEN", guide(guide).get("/api/v1/guide-notes"));
        refused(404, "NOT_FOUND", brand().post("/api/v1/guide-notes/none:approve", Map.of("version", 1)));
    }

    @Test
    void attachesANoteToALinkAndKeepsOthersOut() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        String other = activeGuide();
        String links = "/api/v1/guides/" + guide + "/links";

        ok(guide(guide).post(links, Map.of("productId", wine(merchant), "note", Map.of("en", "Take the 2016."))));

        assertThat(ok(guide(guide).get(links))
                        .path("items")
                        .path(0)
                        .path("notes")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("Take the 2016.");
        refused(404, "NOT_FOUND", guide(other).get(links));
        refused(
                404,
                "NOT_FOUND",
                guide(other).put("/api/v1/guides/" + guide + "/notes/" + wine(merchant) + "/en", Map.of("text", "x")));
        refused(404, "NOT_FOUND", write(guide, merchant, "fr", "Prenez"));
        refused(404, "NOT_FOUND", write(guide, "none", "en", "Take it"));
        assertThat(guide(guide)
                        .delete("/api/v1/guides/" + guide + "/notes/" + wine(merchant) + "/en")
                        .status())
                .isEqualTo(204);
        assertThat(ok(guide(guide).get(links))
                        .path("items")
                        .path(0)
                        .path("notes")
                        .size())
                .isZero();
    }

    @Test
    void tellsNothingOnThePageThatIsNotForEverybody() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        click(guide, merchant);

        Answer page = nobody().get("/api/v1/guides/" + guide + "/page");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("Lin Wei", "FR-BDX", "Pauillac 2018", "/r/")
                .doesNotContain("payee", "referral", "DE89", "status", "email", "commission");
        ok(brand().post("/api/v1/guides/" + guide + ":suspend", Map.of("reason", "Complaints.")));
        refused(404, "NOT_FOUND", nobody().get("/api/v1/guides/" + guide + "/page"));
        refused(404, "NOT_FOUND", nobody().get("/api/v1/guides/none/page"));
    }

    @Test
    void rendersALinkForPhonesToRead() throws Exception {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        JsonNode link =
                ok(guide(guide).post("/api/v1/guides/" + guide + "/links", Map.of("productId", wine(merchant))));
        String qr = "/api/v1/guides/" + guide + "/links/" + link.path("code").asString() + "/qr";

        assertThat(read(QrCode.of(link.path("url").asString()).png(512)))
                .isEqualTo(link.path("url").asString());
        Answer png = guide(guide).get(qr);
        assertThat(png.status()).isEqualTo(200);
        assertThat(png.headers().firstValue("Content-Type")).hasValue("image/png");
        Answer svg = guide(guide).get(qr + "?format=svg");
        assertThat(svg.headers().firstValue("Content-Type").orElse("")).startsWith("image/svg+xml");
        assertThat(svg.body()).startsWith("<svg xmlns=");
        refused(404, "NOT_FOUND", guide(activeGuide()).get(qr));
        refused(400, "INVALID_PARAMETER", guide(guide).get(qr + "?size=2049"));
        refused(400, "INVALID_PARAMETER", guide(guide).get(qr + "?format=gif"));
        refused(404, "NOT_FOUND", guide(guide).get("/api/v1/guides/" + guide + "/links/nowhere1/qr"));
    }

    private static String read(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        LuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        return new QRCodeReader()
                // It is the code and nothing else; looking for one in a photograph misses some.
                .decode(new BinaryBitmap(new HybridBinarizer(source)), Map.of(DecodeHintType.PURE_BARCODE, true))
                .getText();
    }

    private Answer write(String guide, String merchant, String language, String text) {
        return guide(guide)
                .put("/api/v1/guides/" + guide + "/notes/" + wine(merchant) + "/" + language, Map.of("text", text));
    }

    private Answer review(JsonNode note, String action, Map<String, Object> body) {
        return brand().post("/api/v1/guide-notes/" + note.path("noteId").asString() + ":" + action, body);
    }

    private String text(String guide) {
        return ok(nobody().get("/api/v1/guides/" + guide + "/page"))
                .path("products")
                .path(0)
                .path("notes")
                .path("zh")
                .asString("");
    }
}
