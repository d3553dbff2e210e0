//! PNG encoding with a palette, which takes a third of the bytes of an image without one.

use anyhow::{Context, Result};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// Encodes pixels as a PNG. Each color is reduced to sixteen levels of red, green and blue.
pub(super) fn encode(pixels: &Pixmap, compression: Compression) -> Result<Vec<u8>> {
    let mut palette_indices: Vec<Option<u8>> = vec![None; 4096];
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(pixels.data().len() / 4);
    let (mut last, mut last_index) = (None, 0);
    for pixel in pixels.data().as_chunks::<4>().0 {
        if last != Some(*pixel) {
            let levels = [0, 1, 2].map(|channel| (u16::from(pixel[channel]) + 8) / 17);
            let entry = &mut palette_indices[usize::from(levels[0] << 8 | levels[1] << 4 | levels[2])];
            last_index = match *entry {
                Some(index) => index,
                None => {
                    let index = u8::try_from(palette.len() / 3).context("more colors than a palette has")?;
                    for level in levels {
                        palette.push(u8::try_from(level * 17)?);
                    }
                    *entry.insert(index)
                }
            };
            last = Some(*pixel);
        }
        indices.push(last_index);
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_filter(Filter::NoFilter);
    encoder.set_compression(compression);
    let mut writer = encoder.write_header().context("cannot write the PNG's header")?;
    writer.write_image_data(&indices).context("cannot write the PNG's pixels")?;
    writer.finish().context("cannot finish the PNG")?;
    Ok(file)
}
