//! The order of results by their place in the inputs. Every list is sorted by the same function: the standard library's
//! sort, compiled once for each type of item, would take an eighth of the Wasm.

/// The items in the order of their places, which are an input and a line. Items with the same place keep their order.
pub(crate) fn sorted_by_place<T>(items: Vec<T>, place: impl Fn(&T) -> (usize, usize)) -> Vec<T> {
    let place = |(index, item): (usize, &T)| {
        let (input, line) = place(item);
        (input, line, index)
    };
    let order = sorted_places(items.iter().enumerate().map(place).collect());
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, _, index)| items.get_mut(index)?.take()).collect()
}

#[inline(never)]
fn sorted_places(mut places: Vec<(usize, usize, usize)>) -> Vec<(usize, usize, usize)> {
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::sorted_by_place;

    #[test]
    fn items_with_the_same_place_keep_their_order() {
        let items = vec![(1, 2, 'a'), (0, 9, 'b'), (1, 2, 'c'), (1, 1, 'd')];
        let sorted = sorted_by_place(items, |(input, line, _)| (*input, *line));
        assert_eq!(sorted.iter().map(|(_, _, name)| *name).collect::<String>(), "bdac");
    }
}
