//! Sorting by place and by name. Every list is sorted by the same two functions: the standard library's sort, compiled once
//! for each type of item, would take an eighth of the Wasm.

use std::collections::BTreeMap;

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

/// The items in the order of their names. Items with the same name keep their order.
pub fn sorted_by_name<T>(items: Vec<T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        // The index has a fixed width, and the separator is less than any character of a name.
        order.insert([&name(item), "\0", &format!("{index:010}")].concat(), index);
    }
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_values().filter_map(|index| items.get_mut(index)?.take()).collect()
}

#[inline(never)]
fn sorted_places(mut places: Vec<(usize, usize, usize)>) -> Vec<(usize, usize, usize)> {
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::{sorted_by_name, sorted_by_place};

    #[test]
    fn items_with_the_same_name_keep_their_order() {
        let items = vec![("b", 1), ("ab", 2), ("b", 3), ("a", 4)];
        let sorted = sorted_by_name(items, |(name, _)| (*name).to_owned());
        assert_eq!(sorted.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [4, 2, 1, 3]);
    }

    #[test]
    fn items_with_the_same_place_keep_their_order() {
        let items = vec![(1, 2, 'a'), (0, 9, 'b'), (1, 2, 'c'), (1, 1, 'd')];
        let sorted = sorted_by_place(items, |(input, line, _)| (*input, *line));
        assert_eq!(sorted.iter().map(|(_, _, name)| *name).collect::<String>(), "bdac");
    }
}
