//! Pixels as a PNG with a palette, a third of the size of one without.

use anyhow::{Context, Result};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// The pixels, each colour in sixteen steps of red, green and blue, as a PNG.
pub(super) fn encoded(pixels: &Pixmap, compression: Compression) -> Result<Vec<u8>> {
    let mut places: Vec<Option<u8>> = vec![None; 4096];
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(pixels.data().len() / 4);
    let (mut last, mut last_index) = (None, 0);
    for pixel in pixels.data().as_chunks::<4>().0 {
        if last != Some(*pixel) {
            let steps = [0, 1, 2].map(|channel| (u16::from(pixel[channel]) + 8) / 17);
            let place = &mut places[usize::from(steps[0] << 8 | steps[1] << 4 | steps[2])];
            last_index = match *place {
                Some(index) => index,
                None => {
                    let index = u8::try_from(palette.len() / 3).context("more colours than a palette has")?;
                    for step in steps {
                        palette.push(u8::try_from(step * 17)?);
                    }
                    *place.insert(index)
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
    let mut writer = encoder.write_header().context("cannot begin the PNG")?;
    writer.write_image_data(&indices).context("cannot write the PNG")?;
    writer.finish().context("cannot end the PNG")?;
    Ok(file)
}
