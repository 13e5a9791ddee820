//! Which column of a file of people is what: by the names in its first row, or by their order.

use crate::desk::address::Address;
use crate::desk::facts::Known;
use crate::desk::fold::words;

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Address,
    Name,
    Surname,
    Department,
    Site,
    Extension,
    Username,
}

const COLUMNS: usize = 7;

/// What people call it, folded: no accents, words apart by one blank.
const NAMES: [(Column, &[&str]); COLUMNS] = [
    (
        Column::Address,
        &[
            "correo",
            "correo electronico",
            "correo institucional",
            "correo electronico institucional",
            "direccion de correo",
            "direccion de correo electronico",
            "direccion correo",
            "cuenta de correo",
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "mail address",
            "address",
        ],
    ),
    (
        Column::Name,
        &[
            "nombre",
            "nombres",
            "nombre completo",
            "nombres y apellidos",
            "nombre y apellidos",
            "nombre y apellido",
            "apellidos y nombres",
            "nombre para mostrar",
            "funcionario",
            "name",
            "full name",
            "display name",
            "first name",
            "given name",
        ],
    ),
    (Column::Surname, &["apellido", "apellidos", "surname", "last name"]),
    (
        Column::Department,
        &["dependencia", "departamento", "area", "area o dependencia", "oficina", "department"],
    ),
    (Column::Site, &["sede", "sitio", "ubicacion", "site", "location"]),
    (
        Column::Extension,
        &["extension", "ext", "extension telefonica", "numero de extension", "phone extension"],
    ),
    (
        Column::Username,
        &["usuario", "usuario de red", "nombre de usuario", "username", "user name", "user", "login"],
    ),
];

/// Where the columns stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    places: [Option<usize>; COLUMNS],
    /// The first row names them.
    pub(super) named: bool,
    /// How many cells a row has.
    pub(super) width: usize,
    /// How many cells a row must have: up to the last one that is read.
    pub(super) least: usize,
    /// What the first row names beside them.
    pub(super) ignored: Vec<String>,
}

impl Columns {
    /// Reads the first row as their names. `None`: it is a person's.
    ///
    /// # Errors
    /// When it names columns, but none of addresses, or nothing beside.
    pub(super) fn named(row: &[String]) -> Result<Option<Self>, String> {
        if row.iter().any(|cell| Address::parse(cell).is_ok()) {
            return Ok(None);
        }
        let mut columns = Self { named: true, width: row.len(), ..Self::default() };
        for (place, cell) in row.iter().enumerate() {
            let free = column(cell).and_then(|column| columns.places.get_mut(column as usize));
            match free {
                Some(free) if free.is_none() => {
                    *free = Some(place);
                    columns.least = place + 1;
                }
                _ if cell.is_empty() => {}
                _ => columns.ignored.push(cell.clone()),
            }
        }
        let known = columns.places.iter().flatten().count();
        let has_address = columns.place(Column::Address).is_some();
        // One such word alone may be somebody's dependencia.
        if !has_address && known < 2 {
            return Ok(None);
        }
        if !has_address {
            return Err("names no column of mail addresses in its first row; call it \"correo\"".to_owned());
        }
        if known < 2 {
            return Err(
                "has no column beside the addresses that is known; see radica help people import".to_owned()
            );
        }
        Ok(Some(columns))
    }

    /// By their order: address, name, dependencia, site. `width` is how many cells most rows have.
    pub(super) fn in_order(width: usize) -> Self {
        let order = [Column::Address, Column::Name, Column::Department, Column::Site];
        let least = width.clamp(2, order.len());
        let mut columns = Self { width: width.max(2), least, ..Self::default() };
        for (place, column) in order.into_iter().enumerate().take(least) {
            if let Some(free) = columns.places.get_mut(column as usize) {
                *free = Some(place);
            }
        }
        columns
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }

    fn cell<'a>(&self, row: &'a [String], column: Column) -> Option<&'a str> {
        self.place(column)
            .and_then(|place| row.get(place))
            .map(String::as_str)
            .filter(|text| !says_nothing(text))
    }

    /// The address in a row, as it is written.
    pub(super) fn address<'a>(&self, row: &'a [String]) -> &'a str {
        let text = self.cell(row, Column::Address).unwrap_or_default();
        text.strip_prefix("mailto:").unwrap_or(text)
    }

    /// What a row says of a person.
    pub(super) fn known(&self, row: &[String]) -> Known {
        let cell = |column| self.cell(row, column).map(str::to_owned);
        let name = match (cell(Column::Name), cell(Column::Surname)) {
            (Some(name), Some(surname)) => Some(format!("{name} {surname}")),
            (name, surname) => name.or(surname),
        };
        Known {
            name,
            department: cell(Column::Department),
            site: cell(Column::Site),
            extension: cell(Column::Extension),
            username: cell(Column::Username),
        }
    }
}

fn column(name: &str) -> Option<Column> {
    let folded = words(name).join(" ");
    NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(column, _)| *column)
}

/// What stands in a cell that is empty in truth.
fn says_nothing(text: &str) -> bool {
    text.is_empty()
        || ["-", "--", "–", "—", "n/a", "#n/a", "#n/d", "null"]
            .iter()
            .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn names_are_known_in_both_languages_and_any_order() {
        for (header, person) in [
            ("correo|nombre|dependencia|sede|extensión|usuario", "a@b.test|Ana|GH|Norte|12|ana1"),
            ("SEDE|Área|Nombre completo|E-mail|EXT.|Usuario de red", "Norte|GH|Ana|a@b.test|12|ana1"),
            ("Dirección de correo|Name|Department|Site|Extension|Username", "a@b.test|Ana|GH|Norte|12|ana1"),
            (
                "Cargo|address|display_name|Departamento|Ubicación|ext|User name|",
                "x|a@b.test|Ana|GH|Norte|12|ana1|",
            ),
        ] {
            let columns = Columns::named(&row(header)).unwrap().unwrap();
            let person = row(person);
            assert_eq!(columns.address(&person), "a@b.test", "{header}");
            let said = |text: &str| Some(text.to_owned());
            assert_eq!(
                columns.known(&person),
                Known {
                    name: said("Ana"),
                    department: said("GH"),
                    site: said("Norte"),
                    extension: said("12"),
                    username: said("ana1"),
                },
                "{header}"
            );
        }
    }

    #[test]
    fn what_is_not_known_or_there_twice_is_ignored() {
        let columns =
            Columns::named(&row("Cargo|Correo|Nombre||Correo institucional|Piso")).unwrap().unwrap();
        assert_eq!(columns.ignored, ["Cargo", "Correo institucional", "Piso"]);
        assert_eq!((columns.width, columns.least), (6, 3));
        let known = columns.known(&row("jefe|a@b.test|-|x|c@d.test|N/A"));
        assert_eq!(known, Known::default());
    }

    #[test]
    fn given_and_family_names_are_joined() {
        let columns = Columns::named(&row("Apellidos|Nombres|Correo")).unwrap().unwrap();
        assert_eq!(columns.known(&row("Pérez|Ana|a@b.test")).name.as_deref(), Some("Ana Pérez"));
        assert_eq!(columns.known(&row("Pérez||a@b.test")).name.as_deref(), Some("Pérez"));
    }

    #[test]
    fn a_row_of_a_person_names_nothing() {
        for person in ["a@b.test|nombre|sede", "Ana|Oficina|Norte", "|||", ""] {
            assert_eq!(Columns::named(&row(person)).unwrap(), None, "{person}");
        }
        assert!(Columns::named(&row("nombre|sede")).unwrap_err().contains("correo"));
        assert!(Columns::named(&row("correo|cargo")).unwrap_err().contains("beside"));
    }

    #[test]
    fn without_names_the_order_counts() {
        let four = Columns::in_order(9);
        assert_eq!((four.width, four.least), (9, 4));
        assert_eq!(four.known(&row("a@b.test|Ana|GH|Norte|x|y|z|x|y")).site.as_deref(), Some("Norte"));
        let two = Columns::in_order(2);
        assert_eq!((two.width, two.least), (2, 2));
        assert_eq!(two.known(&row("a@b.test|Ana|GH")).department, None);
        assert_eq!(Columns::in_order(1).least, 2);
    }
}
