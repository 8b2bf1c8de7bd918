use anyhow::Context as _;
use flate2::{Compression, write::DeflateEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter, time::UtcDateTime};
use std::io::Write as _;

/// The name by which the runtime `provided.al2023` finds the executable.
const ENTRY: &str = "bootstrap";

/// The earliest time that a zip file can tell, 1980-01-01, in seconds of Unix.
const ZIP_EPOCH: i64 = 315_532_800;

/// Packs an executable as Lambda takes it. Nothing but the executable's bytes decides about the archive's: Pulumi compares archives
/// byte by byte, times and modes included.
pub(super) fn zip(executable: &[u8]) -> anyhow::Result<Vec<u8>> {
    pack(executable).context("cannot pack the handler")
}

fn pack(executable: &[u8]) -> Result<Vec<u8>, rawzip::Error> {
    let mut file = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut file);
    let (mut entry, data) = archive
        .new_file(ENTRY)
        .compression_method(CompressionMethod::DEFLATE)
        .last_modified(UtcDateTime::from_unix(ZIP_EPOCH))
        .unix_permissions(0o755)
        .start()?;
    let compressed = DeflateEncoder::new(&mut entry, Compression::default());
    let mut writer = data.wrap(compressed);
    writer.write_all(executable)?;
    let (compressed, descriptor) = writer.finish()?;
    compressed.finish()?;
    entry.finish(descriptor)?;
    archive.finish()?;
    Ok(file)
}
