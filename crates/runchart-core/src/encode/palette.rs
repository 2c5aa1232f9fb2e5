//! Pixels as indices into at most 256 colours. Nothing below.
//!
//! Up to 256 distinct colours are kept exactly. More are divided: colours are gathered in small cubes, the set of cubes
//! whose colours differ most from their mean is halved at the mean until there are 256 sets, and each becomes its mean.

/// Colours a palette holds.
const MOST: usize = 256;
/// Bits of each channel that say which cube a colour is in.
const CUBE_BITS: u32 = 5;

/// A picture as a GIF frame holds it.
pub struct Indexed {
    /// Red, green and blue of each colour.
    pub palette: Vec<u8>,
    /// The colour of each pixel.
    pub pixels: Vec<u8>,
}

/// Finds the colours of `pixels`, which are three bytes each.
pub fn indexed(pixels: &[u8]) -> Indexed {
    let pixels = pixels.as_chunks::<3>().0;
    exact(pixels).unwrap_or_else(|| divided(pixels))
}

/// Every colour as it is, or nothing if they are too many.
fn exact(pixels: &[[u8; 3]]) -> Option<Indexed> {
    // A hash table four times as large as what it may hold; 0 is an empty place.
    let mut places = [0u32; MOST * 4];
    let mut indices = [0u8; MOST * 4];
    let mut palette = Vec::new();
    let mut found = Vec::with_capacity(pixels.len());
    for [red, green, blue] in pixels {
        let key = u32::from_le_bytes([*red, *green, *blue, 1]);
        let mut place = (key.wrapping_mul(0x9E37_79B1) >> 22) as usize;
        while places[place] != key {
            if places[place] == 0 {
                if palette.len() == MOST * 3 {
                    return None;
                }
                places[place] = key;
                indices[place] = (palette.len() / 3) as u8;
                palette.extend_from_slice(&[*red, *green, *blue]);
                break;
            }
            place = (place + 1) % places.len();
        }
        found.push(indices[place]);
    }
    Some(Indexed { palette, pixels: found })
}

/// The colours of the pixels within one cube.
#[derive(Clone, Copy)]
struct Cube {
    place: u32,
    count: f32,
    mean: [f32; 3],
}

fn divided(pixels: &[[u8; 3]]) -> Indexed {
    let mut cubes = cubes(pixels);
    let sets = sets(&mut cubes);
    let mut index_of_cube = vec![0u8; 1 << (3 * CUBE_BITS)];
    let mut palette = Vec::with_capacity(sets.len() * 3);
    for (index, set) in (0u8..=255).zip(&sets) {
        palette.extend(set.mean.map(|channel| (channel + 0.5) as u8));
        for cube in &cubes[set.start..set.end] {
            index_of_cube[cube.place as usize] = index;
        }
    }
    Indexed { palette, pixels: pixels.iter().map(|pixel| index_of_cube[place(pixel)]).collect() }
}

fn place(pixel: &[u8; 3]) -> usize {
    pixel.iter().fold(0, |place, channel| place << CUBE_BITS | usize::from(channel >> (8 - CUBE_BITS)))
}

/// The cubes that hold pixels.
fn cubes(pixels: &[[u8; 3]]) -> Vec<Cube> {
    let mut number_of_cube = vec![0u32; 1 << (3 * CUBE_BITS)];
    let mut sums: Vec<(u32, u32, [u64; 3])> = Vec::new();
    for pixel in pixels {
        let place = place(pixel);
        if number_of_cube[place] == 0 {
            sums.push((place as u32, 0, [0; 3]));
            number_of_cube[place] = sums.len() as u32;
        }
        let (_, count, sum) = &mut sums[number_of_cube[place] as usize - 1];
        *count += 1;
        for (sum, channel) in sum.iter_mut().zip(pixel) {
            *sum += u64::from(*channel);
        }
    }
    let cube = |(place, count, sum): (u32, u32, [u64; 3])| {
        let mean = sum.map(|sum| (sum as f64 / f64::from(count)) as f32);
        Cube { place, count: count as f32, mean }
    };
    sums.into_iter().map(cube).collect()
}

/// A range of cubes that becomes one colour.
struct Set {
    start: usize,
    end: usize,
    mean: [f32; 3],
    /// The channel in which the colours differ most.
    axis: usize,
    /// The sum of squared differences from the mean.
    error: f32,
}

/// Orders the cubes so that each set is a range, and gives the ranges.
fn sets(cubes: &mut [Cube]) -> Vec<Set> {
    let mut sets = vec![Set::of(cubes, 0, cubes.len())];
    while sets.len() < MOST {
        let widest = (0..sets.len()).max_by(|one, other| sets[*one].error.total_cmp(&sets[*other].error));
        let Some(widest) = widest.filter(|widest| sets[*widest].error > 0.0) else { break };
        let Set { start, end, mean, axis, .. } = sets.swap_remove(widest);
        let middle = start + partition(&mut cubes[start..end], |cube| cube.mean[axis] <= mean[axis]);
        if middle == start || middle == end {
            // Rounding made the mean lie beyond every colour: they are equal for all purposes.
            sets.push(Set { start, end, mean, axis, error: 0.0 });
            continue;
        }
        sets.extend([Set::of(cubes, start, middle), Set::of(cubes, middle, end)]);
    }
    sets
}

/// Moves the cubes for which `first` holds to the front and says how many they are.
fn partition(cubes: &mut [Cube], first: impl Fn(&Cube) -> bool) -> usize {
    let mut count = 0;
    for place in 0..cubes.len() {
        if first(&cubes[place]) {
            cubes.swap(place, count);
            count += 1;
        }
    }
    count
}

impl Set {
    fn of(cubes: &[Cube], start: usize, end: usize) -> Set {
        let (mut count, mut sums, mut squares) = (0.0, [0.0; 3], [0.0; 3]);
        for cube in &cubes[start..end] {
            count += cube.count;
            for channel in 0..3 {
                let weighted = cube.mean[channel] * cube.count;
                sums[channel] += weighted;
                squares[channel] += weighted * cube.mean[channel];
            }
        }
        let mean = sums.map(|sum: f32| sum / count);
        let errors: [f32; 3] = std::array::from_fn(|channel| squares[channel] - sums[channel] * mean[channel]);
        let axis = (0..3).max_by(|one, other| errors[*one].total_cmp(&errors[*other])).unwrap_or(0);
        let error = if end - start < 2 { 0.0 } else { errors.iter().sum() };
        Set { start, end, mean, axis, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(indexed: &Indexed) -> Vec<u8> {
        let colour = |index: &u8| indexed.palette[usize::from(*index) * 3..][..3].to_vec();
        indexed.pixels.iter().flat_map(colour).collect()
    }

    #[test]
    fn up_to_256_colours_are_exact() {
        let colours: Vec<u8> = (0..=255u8).flat_map(|value| [value, value.wrapping_mul(37), 255 - value]).collect();
        let pixels = colours.repeat(3);
        let indexed = indexed(&pixels);
        assert_eq!(indexed.palette.len(), 256 * 3);
        assert_eq!(shown(&indexed), pixels);
    }

    #[test]
    fn more_colours_are_close() {
        let pixels: Vec<u8> =
            (0..64 * 64u32).flat_map(|place| [(place % 64 * 4) as u8, (place / 64 * 4) as u8, 128]).collect();
        let indexed = indexed(&pixels);
        assert_eq!(indexed.palette.len(), 256 * 3);
        let squares =
            shown(&indexed).into_iter().zip(&pixels).map(|(shown, meant)| f64::from(shown.abs_diff(*meant)).powi(2));
        let error = (squares.sum::<f64>() / pixels.len() as f64).sqrt();
        assert!(error < 4.5, "{error}");
    }

    #[test]
    fn one_colour_and_none() {
        assert_eq!(indexed(&[1, 2, 3, 1, 2, 3]).palette, [1, 2, 3]);
        assert!(indexed(&[]).pixels.is_empty());
    }
}
