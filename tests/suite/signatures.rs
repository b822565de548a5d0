//! Signatures made by real tools are kept, checked where they can be, and never taken for what they
//! are not.

use crate::harness::{Project, tool};
use std::fs;

const NAME: &str = "journals-2024-2025";
const ZIP: &str = "archive/journals-2024-2025.zip";
const CERTIFICATE: &str = "archive/journals-2024-2025.certificate.pdf";

fn sealed() -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "3"]);
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    project
}

/// Runs a line of the shell in the project's folder.
#[track_caller]
fn shell(project: &Project, line: &str) {
    tool("sh", &["-eu", "-c", &format!("cd '{}'; {line}", project.path("").display())]);
}

/// Signs a file by ssh-keygen, minisign, openssl (CMS, DER and PEM) and, as a time stamp, openssl.
fn sign(project: &Project, file: &str) {
    shell(
        project,
        &format!(
            "mkdir keys signatures
             ssh-keygen -q -t ed25519 -N '' -C director -f keys/ssh
             ssh-keygen -q -Y sign -n file -f keys/ssh < {file} > signatures/ssh.sig
             minisign -G -W -p keys/mini.pub -s keys/mini.key >/dev/null
             minisign -S -s keys/mini.key -m {file} -x signatures/mini.minisig </dev/null >/dev/null
             printf '[req]\\ndistinguished_name=dn\\n[dn]\\n[tsa]\\nextendedKeyUsage=critical,timeStamping\\n' > keys/openssl.cnf
             printf '[tsa]\\ndefault_tsa=t\\n[t]\\nserial=keys/serial\\nsigner_cert=keys/cert.pem\\nsigner_key=keys/key.pem\\nsigner_digest=sha256\\ndefault_policy=1.2.3\\ndigests=sha256,sha512\\n' > keys/tsa.cnf
             echo 01 > keys/serial
             openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=test -days 30 -config keys/openssl.cnf -extensions tsa -keyout keys/key.pem -out keys/cert.pem 2>/dev/null
             openssl cms -sign -binary -md sha256 -in {file} -signer keys/cert.pem -inkey keys/key.pem -outform DER -out signatures/cms.p7s
             openssl cms -sign -binary -md sha512 -in {file} -signer keys/cert.pem -inkey keys/key.pem -outform PEM -out signatures/pem.sig
             openssl ts -query -data {file} -sha256 -cert -out keys/query.tsq 2>/dev/null
             openssl ts -reply -config keys/tsa.cnf -queryfile keys/query.tsq -out signatures/stamp.tsr 2>/dev/null"
        ),
    );
}

/// What `verify` says of each signature: file → status, and whether the file's digest stands in it.
#[track_caller]
fn told(project: &Project) -> Vec<(String, String)> {
    let run = project.run(&["verify", "archive", "--format", "json"]).succeeds();
    let signatures = run.json().into_iter().filter_map(|line| line.get("signature").cloned());
    signatures
        .map(|signature| {
            let text = |field: &str| signature[field].as_str().unwrap_or_default().to_owned();
            (format!("{} {}", text("kind"), text("signed")), text("status"))
        })
        .collect()
}

#[test]
fn signatures_of_real_tools_are_kept_and_checked() {
    let project = sealed();
    sign(&project, ZIP);
    let attach = |file: &str, more: &[&str]| project.run(&[&["sign", NAME, "--attach", file], more].concat());
    attach("signatures/ssh.sig", &[]).succeeds().says("подпись ssh").says("проверена, ключ SHA256:");
    attach("signatures/mini.minisig", &[]).ends(1).says("--key");
    attach("signatures/mini.minisig", &["--key", "keys/mini.pub"]).succeeds().says("проверена, ключ RW");
    attach("signatures/cms.p7s", &[]).succeeds().says("здесь не проверяется");
    attach("signatures/pem.sig", &[]).succeeds().says("CMS/CAdES");
    attach("signatures/stamp.tsr", &[]).succeeds().says("штамп времени");
    attach("signatures/stamp.tsr", &[]).succeeds().says("уже приложена");
    let zip = format!("{NAME}.zip");
    let expected = [
        ("ssh", "valid"),
        ("minisign", "valid"),
        ("cms", "unchecked"),
        ("cms", "unchecked"),
        ("timestamp", "unchecked"),
    ];
    assert_eq!(told(&project), expected.map(|(kind, status)| (format!("{kind} {zip}"), status.to_owned())));
    project.run(&["verify", "archive"]).succeeds().says("сама здесь не проверяется");
    // The tools themselves are content with what is kept.
    shell(
        &project,
        &format!(
            "printf 'director %s\\n' \"$(cat keys/ssh.pub)\" > keys/signers
             ssh-keygen -Y verify -f keys/signers -I director -n file -s archive/{NAME}.signature-1.sig < {ZIP}
             minisign -V -p keys/mini.pub -m {ZIP} -x archive/{NAME}.signature-1.minisig
             openssl cms -verify -binary -inform DER -in archive/{NAME}.signature-1.p7s -content {ZIP} -noverify -out /dev/null 2>/dev/null
             openssl ts -verify -data {ZIP} -in archive/{NAME}.signature-1.tsr -CAfile keys/cert.pem 2>/dev/null"
        ),
    );
}

#[test]
fn a_certificate_may_be_signed_as_well() {
    let project = sealed();
    sign(&project, CERTIFICATE);
    for file in ["ssh.sig", "cms.p7s"] {
        project.run(&["sign", NAME, "--attach", &format!("signatures/{file}")]).succeeds();
    }
    let signed = format!("{NAME}.certificate.pdf");
    assert_eq!(
        told(&project),
        [(format!("ssh {signed}"), "valid".to_owned()), (format!("cms {signed}"), "unchecked".to_owned())]
    );
}

#[test]
fn what_signs_nothing_of_the_archive_is_not_attached() {
    let project = sealed();
    project.write("other.txt", "другое");
    sign(&project, "other.txt");
    let before = project.files("archive");
    let attach = |file: &str, more: &[&str]| project.run(&[&["sign", NAME, "--attach", file], more].concat());
    attach("signatures/ssh.sig", &[]).ends(1).says("не подходит к файлу");
    attach("signatures/mini.minisig", &["--key", "keys/mini.pub"]).ends(1).says("не подходит к файлу");
    attach("signatures/cms.p7s", &[]).ends(1).says("подписан другой файл");
    attach("signatures/stamp.tsr", &[]).ends(1).says("подписан другой файл");
    attach("other.txt", &[]).ends(2).says("не откреплённая подпись");
    attach("nowhere.sig", &[]).ends(2).says("нет файла");
    project
        .run(&["sign", "journals-1999-2000", "--attach", "signatures/ssh.sig"])
        .ends(2)
        .says("в реестре нет архива");
    // Another key than the one that is named, and another purpose than a file's.
    shell(
        &project,
        &format!(
            "ssh-keygen -q -t ed25519 -N '' -f keys/other; ssh-keygen -q -Y sign -n file -f keys/ssh < {ZIP} > a.sig; ssh-keygen -q -Y sign -n git -f keys/ssh < {ZIP} > b.sig"
        ),
    );
    attach("a.sig", &["--key", "keys/other.pub"]).ends(1).says("другим ключом");
    attach("b.sig", &[]).ends(1).says("-n file");
    assert!(project.files("archive") == before);
    attach("a.sig", &["--key", "keys/ssh.pub"]).succeeds();
}

/// A signature that does not say what it signs is kept and said to be so; one with the file in it, and
/// a key that is none of the public ones, are not.
#[test]
fn what_cannot_be_told_is_said_and_secrets_stay_out() {
    let project = sealed();
    sign(&project, ZIP);
    shell(
        &project,
        &format!(
            "cms() {{ openssl cms -sign -binary -in {ZIP} -signer keys/cert.pem -inkey keys/key.pem -outform DER \"$@\"; }}
             cms -noattr -out bare.p7s
             cms -md sha3-256 -out sha3.p7s
             cms -nodetach -out attached.p7s
             {{ printf '\\357\\273\\277'; base64 < signatures/cms.p7s; }} > base64.sig"
        ),
    );
    let attach = |file: &str, more: &[&str]| project.run(&[&["sign", NAME, "--attach", file], more].concat());
    attach("bare.p7s", &[]).succeeds().says("по ней не видно");
    attach("sha3.p7s", &[]).succeeds().says("по ней не видно");
    attach("base64.sig", &[]).succeeds().says("сама подпись здесь не проверяется");
    attach("attached.p7s", &[]).ends(2).says("содержит сам файл");
    for (signature, key) in [("cms.p7s", "key.pem"), ("ssh.sig", "ssh"), ("mini.minisig", "mini.key")] {
        let run = attach(&format!("signatures/{signature}"), &["--key", &format!("keys/{key}")]);
        assert!(run.status() != 0, "{signature}");
    }
    assert!(!project.read("archive/events.jsonl").contains("PRIVATE"));
    project.run(&["verify", "archive"]).succeeds();
}

/// Signatures outlive nothing: a changed zip makes them bad, a changed signature is found, and what a
/// signature says does not excuse a changed register.
#[test]
fn a_signature_that_no_longer_fits_is_found() {
    let project = sealed();
    sign(&project, ZIP);
    project.run(&["sign", NAME, "--attach", "signatures/ssh.sig"]).succeeds();
    let file = format!("archive/{NAME}.signature-1.sig");
    let signature = project.read(&file);
    project.write(&file, signature.replacen("U1NIU0lH", "U1NIU0lI", 1));
    project.run(&["verify", "archive"]).ends(1).says("изменён: ");
    fs::remove_file(project.path(&file)).expect("removed");
    project.run(&["verify", "archive"]).ends(1).says("отсутствует: ");
    project.write(&file, &signature);
    let mut zip = fs::read(project.path(ZIP)).expect("the zip");
    let middle = zip.len() / 2;
    zip[middle] ^= 1;
    project.write(ZIP, zip);
    project.run(&["verify", "archive", "--format", "json"]).ends(1).says("bad-signature");
}

/// A signature whose file was lost keeps its number, and comes back when it is attached again.
#[test]
fn a_lost_signature_keeps_its_number() {
    let project = sealed();
    sign(&project, ZIP);
    let attach = |file: &str| project.run(&["sign", NAME, "--attach", file]);
    attach("signatures/ssh.sig").succeeds();
    let first = project.path(&format!("archive/{NAME}.signature-1.sig"));
    std::fs::rename(&first, project.path("first.sig")).expect("moved");
    std::fs::remove_dir_all(project.path("keys")).expect("removed");
    std::fs::remove_dir_all(project.path("signatures")).expect("removed");
    sign(&project, CERTIFICATE);
    attach("signatures/ssh.sig").succeeds().says("signature-2.sig");
    attach("first.sig").succeeds().says("возвращён");
    assert!(first.is_file());
    project.run(&["verify", "archive"]).succeeds();
}
