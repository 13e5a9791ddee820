//! [16] Whether a form is filled in, field by field.

use super::letter::FormFault;
use crate::config::catalog::Form;

/// What is wrong with a filled form.
pub fn faults(_form: &Form, _values: &[String]) -> Vec<FormFault> {
    Vec::new()
}
