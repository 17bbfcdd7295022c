//! Where each box stands: one row for each distance from the numbers, and in it near what leads there.

use std::collections::VecDeque;

use super::picture::{Kind, Picture};

/// How often each row is put in the order of the row above; more changes little.
const SWEEPS: usize = 3;

/// The nodes of each row, top down, from left to right.
pub(super) fn rows(picture: &Picture) -> Vec<Vec<usize>> {
    let depths = depths(picture);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depths.iter().max().map_or(0, |most| most + 1)];
    for (node, depth) in depths.iter().enumerate() {
        rows[*depth].push(node);
    }
    let mut above = vec![Vec::new(); picture.nodes.len()];
    for edge in picture.edges.iter().filter(|edge| edge.from != edge.to) {
        above[edge.to].push(edge.from);
    }
    for _ in 0..SWEEPS {
        sort(&above, &mut rows);
    }
    rows
}

/// The fewest steps from any number; ends stand below all.
fn depths(picture: &Picture) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; picture.nodes.len()];
    let mut queue = VecDeque::new();
    for (node, place) in picture.nodes.iter().enumerate() {
        if place.kind == Kind::Number {
            depths[node] = Some(0);
            queue.push_back((node, 0));
        }
    }
    while let Some((node, depth)) = queue.pop_front() {
        for edge in &picture.edges[picture.leaving(node)] {
            if depths[edge.to].is_none() {
                depths[edge.to] = Some(depth + 1);
                queue.push_back((edge.to, depth + 1));
            }
        }
    }
    let is_end = |node: usize| picture.nodes[node].kind == Kind::End;
    let lowest = (0..depths.len())
        .filter(|node| !is_end(*node))
        .filter_map(|node| depths[node])
        .max()
        .unwrap_or_default();
    let placed = depths.iter().enumerate();
    placed
        .map(|(node, depth)| {
            if is_end(node) {
                lowest + 1
            } else {
                depth.unwrap_or_default()
            }
        })
        .collect()
}

/// Puts each node below the middle of those that lead to it.
fn sort(above: &[Vec<usize>], rows: &mut [Vec<usize>]) {
    let mut column = vec![0.0_f64; above.len()];
    for row in rows {
        let middle = |node: &usize| {
            let columns: Vec<f64> = above[*node].iter().map(|node| column[*node]).collect();
            match columns.len() {
                0 => column[*node],
                count => columns.iter().sum::<f64>() / count as f64,
            }
        };
        let mut keyed: Vec<(f64, usize)> = row.iter().map(|node| (middle(node), *node)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        *row = keyed.into_iter().map(|(_, node)| node).collect();
        let half = row.len() as f64 / 2.0;
        for (at, node) in row.iter().enumerate() {
            column[*node] = at as f64 - half;
        }
    }
}
