//! What a person does (RFC 4480 §3.2).

macro_rules! activities {
    ($($name:ident $element:literal)*) => {
        /// What a person does (RFC 4480 §3.2); those that a phone or a soft client sets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Activity {
            $(#[doc = concat!("`", $element, "`.")] $name,)*
        }

        impl Activity {
            /// The activity of that element.
            pub fn named(element: &str) -> Option<Self> {
                match element {
                    $(name if name == $element => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Its element, without a prefix.
            pub const fn element(self) -> &'static str {
                match self {
                    $(Self::$name => $element,)*
                }
            }
        }
    };
}

activities! {
    Appointment "appointment"
    Away "away"
    Breakfast "breakfast"
    Busy "busy"
    Dinner "dinner"
    Holiday "holiday"
    InTransit "in-transit"
    LookingForWork "looking-for-work"
    Lunch "lunch"
    Meal "meal"
    Meeting "meeting"
    OnThePhone "on-the-phone"
    Performance "performance"
    PermanentAbsence "permanent-absence"
    Playing "playing"
    Presentation "presentation"
    Shopping "shopping"
    Sleeping "sleeping"
    Spectator "spectator"
    Steering "steering"
    Travel "travel"
    Tv "tv"
    Unknown "unknown"
    Vacation "vacation"
    Working "working"
    Worship "worship"
}
