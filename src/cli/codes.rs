//! Codes of the domain as arguments: case and `-` do not matter, help and completion list them.

use crate::domain::{Code, UnknownCode};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;
use std::marker::PhantomData;

/// Reads a code of a kind.
#[derive(Debug)]
pub(crate) struct Codes<C>(PhantomData<C>);

/// The reader of a kind of code.
pub(crate) const fn codes<C: Code>() -> Codes<C> {
    Codes(PhantomData)
}

impl<C> Clone for Codes<C> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<C: Code + Send + Sync> TypedValueParser for Codes<C> {
    type Value = C;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<C, clap::Error> {
        let text = value.to_string_lossy();
        C::lenient(&text).ok_or_else(|| {
            let place = argument
                .map(|argument| format!("{argument}: "))
                .unwrap_or_default();
            let message = format!("{place}{}\n", UnknownCode::of::<C>(&text));
            clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            C::ALL.iter().map(|code| PossibleValue::new(code.code())),
        ))
    }
}
