import java.io.File;
import org.apache.pdfbox.preflight.Format;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Says what PDFBox finds wrong with files that claim PDF/A-1b: `file: code details`, a line each. */
public class Preflight {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            PreflightParser parser = new PreflightParser(new File(file));
            parser.parse(Format.PDF_A1B);
            try (var document = parser.getPreflightDocument()) {
                document.validate();
                for (ValidationResult.ValidationError error : document.getResult().getErrorsList()) {
                    System.out.println(file + ": " + error.getErrorCode() + " " + error.getDetails());
                }
            }
        }
    }
}
